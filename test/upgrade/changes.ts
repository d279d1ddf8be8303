import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { clients, entra, okta, prompt, read, tool, tools, Variation, write } from './app';
import {
  ClientIdMetadataDocuments, ClientRegistration, InitialAccessToken, McpAuthorization, McpEndpoint, McpFirewall, McpMonitoring, PageTexts,
  PreRegisteredClient, RemoteMcpServer, SignIn, SigningSecret,
} from '../../src';

/** A row of the table in docs/upgrades.md. */
export interface Change {
  readonly change: string;
  readonly before?: Variation;
  readonly after: Variation;
  /** What of the server goes, or is replaced. */
  readonly goes?: readonly string[];
  /** What it means for the people who use the server, and for whoever runs it. */
  readonly meaning: string;
}

const NOTHING = 'nobody notices';
const MANAGED_POOL = ['managed user pool', 'sign-in page of the managed user pool', 'app client at the managed user pool', 'callback of the managed user pool'];
const FETCHER = ['document fetcher', 'role of the document fetcher', 'log of the document fetcher'];
const FIREWALL = ['firewall', 'firewall log'];
const signIn = (make: () => SignIn): Variation => ({ authorization: () => ({ signIn: make() }) });

export const CHANGES: readonly Change[] = [
  // What is offered.
  { change: 'a tool is added in front of the others', after: { props: (stack) => ({ tools: [tool(stack, 'add_note'), ...tools(stack)] }) }, meaning: NOTHING },
  { change: 'tools are reordered', after: { props: (stack) => ({ tools: tools(stack).reverse() }) }, meaning: NOTHING },
  {
    change: 'a tool is removed',
    after: { props: (stack) => ({ tools: [tool(stack, 'delete_note')] }) },
    goes: ['function of the tool "read_note"'],
    meaning: 'calls of the tool are answered with an error; its function is yours and stays',
  },
  { change: 'a prompt is added in front', after: { props: () => ({ prompts: [prompt('translate'), prompt('summarize')] }) }, meaning: NOTHING },
  { change: 'the title, description, name or version changes', after: { props: () => ({ title: 'Papers', description: 'All of them.', serverName: 'papers', serverVersion: '2.0.0' }) }, meaning: 'people see the new title' },

  // Who may call.
  {
    change: 'the first of two declared clients is removed',
    after: { authorization: () => ({ clients: clients().slice(1) }) },
    goes: ['secret of the client "alpha"'],
    meaning: 'its tokens end with the deployment; its secret stays in the account, unused',
  },
  { change: 'declared clients are reordered, or one is added in front', after: { authorization: () => ({ clients: [PreRegisteredClient.machine('gamma'), ...clients().reverse()] }) }, meaning: NOTHING },
  {
    change: 'the id of a declared client changes',
    after: { authorization: () => ({ clients: [PreRegisteredClient.machine('alpha-2'), clients()[1]] }) },
    goes: ['secret of the client "alpha"'],
    meaning: 'it is another client, with another secret',
  },
  {
    change: 'a declared client gets a secret of your own in place of the generated one',
    after: {
      authorization: (stack) => ({ clients: [PreRegisteredClient.machine('alpha', { secret: secretsmanager.Secret.fromSecretNameV2(stack, 'Alpha', 'alpha') }), clients()[1]] }),
    },
    goes: ['secret of the client "alpha"'],
    meaning: 'the old value is refused with the deployment; the old secret stays in the account, unused',
  },
  {
    change: 'a scope is renamed',
    before: { authorization: () => ({ groupScopes: undefined }) },
    after: { authorization: () => ({ scopes: [{ ...read, name: 'papers:read' }, { ...write, includes: ['papers:read'] }], groupScopes: undefined }) },
    meaning: 'tokens have the old name: clients are led through consent when they need the new one',
  },
  { change: 'scopes are reordered', after: { authorization: () => ({ scopes: [write, read] }) }, meaning: 'clients that ask for no scope get the first one' },
  { change: 'a group is added in front', after: { authorization: () => ({ groupScopes: { admins: ['notes:write'], staff: ['notes:read'] } }) }, meaning: 'people get its scopes when they are re-checked, or sign in' },
  {
    change: 'a sign-in is added to `SignIn.managed()`, in front of it',
    before: { authorization: () => ({ signIn: SignIn.managed() }) },
    after: signIn(() => SignIn.anyOf([okta(), SignIn.managed()])),
    meaning: 'people choose where they sign in; accounts stay',
  },
  { change: 'sign-ins are reordered', before: signIn(() => SignIn.anyOf([SignIn.managed(), okta(), entra()])), after: signIn(() => SignIn.anyOf([entra(), okta(), SignIn.managed()])), meaning: 'people see the new order' },
  { change: 'the display name of a sign-in changes', before: signIn(() => okta()), after: signIn(() => okta('The company')), meaning: 'people see the new name; the callback stays' },
  {
    change: 'the issuer of a sign-in changes',
    before: signIn(() => okta()),
    after: signIn(() => entra()),
    goes: ['callback of https://example.okta.com'],
    meaning: 'it is another provider with another callback, and people have other accounts; grants of people who were re-checked end at the next refresh',
  },
  {
    change: '`SignIn.managed()` gives way to a provider of yours',
    before: signIn(() => SignIn.managed()),
    after: signIn(() => okta()),
    goes: MANAGED_POOL,
    meaning: 'the pool stays in the account with its people; grants of people who were re-checked through it end at the next refresh',
  },
  {
    change: 'the options of `SignIn.managed()` change: `mfa`, `selfSignUp`, `featurePlan`, `displayName`',
    after: signIn(() => SignIn.managed({ mfa: cognito.Mfa.REQUIRED, selfSignUp: true, featurePlan: cognito.FeaturePlan.PLUS, displayName: 'Staff' })),
    meaning: 'accounts stay',
  },
  {
    change: '`domainPrefix` of `SignIn.managed()` changes',
    after: signIn(() => SignIn.managed({ domainPrefix: 'notes-example' })),
    goes: ['sign-in page of the managed user pool'],
    meaning: 'the sign-in page moves to another host; accounts stay',
  },
  {
    change: 'registration is closed',
    after: { authorization: () => ({ clientRegistration: ClientRegistration.closed() }) },
    goes: ['initial access token'],
    meaning: 'clients that registered before stay; the token stays in the account, unused, and another one is made when registration opens again',
  },
  {
    change: 'the initial access token becomes a secret of yours',
    after: { authorization: (stack) => ({ initialAccessToken: InitialAccessToken.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Own', 'own')) }) },
    goes: ['initial access token'],
    meaning: 'the old token is refused; clients that registered with it stay',
  },
  {
    change: 'the signing secret becomes a secret of yours',
    after: { props: (stack) => ({ signingSecret: SigningSecret.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Own', 'own')) }) },
    goes: ['signing secret'],
    meaning: 'copy the old value into it first, and nobody notices; else clients that registered with a secret register again, and people who are re-checked sign in again',
  },
  {
    change: 'no metadata documents are accepted any more',
    after: { authorization: () => ({ clientIdMetadataDocuments: ClientIdMetadataDocuments.refused() }) },
    goes: FETCHER,
    meaning: 'clients that name themselves by a document are refused',
  },
  {
    change: 'access tokens live shorter, pages have other texts',
    after: { authorization: () => ({ accessTokenLifetime: Duration.minutes(10), pages: { texts: PageTexts.fromJson({ language: 'de' }) } }) },
    meaning: 'tokens that are out live as long as they were meant to',
  },
  {
    change: 'an external authorization server takes over',
    after: { props: () => ({ authorization: McpAuthorization.external({ issuer: 'https://login.example.com' }) }) },
    goes: [
      'OAuth function', 'role of the OAuth function', 'log of the OAuth function', ...FETCHER, ...MANAGED_POOL, 'registry', 'signing secret', 'initial access token',
      'secret of the client "alpha"', 'secret of the client "beta"',
    ],
    meaning: 'everybody connects again; the data stay in the account',
  },

  // What stands before it, and where it is reached.
  { change: 'the firewall is turned off', after: { props: () => ({ firewall: McpFirewall.none() }) }, goes: FIREWALL, meaning: 'its log stays in the account; turned on again, it gets another one' },
  { change: 'the firewall\'s log is turned off', after: { props: () => ({ firewall: McpFirewall.standard({ logging: false }) }) }, meaning: 'the log stays' },
  {
    change: 'the stage is renamed',
    after: { props: () => ({ endpoint: McpEndpoint.stage({ stageName: 'v2' }) }) },
    goes: ['execution log'],
    meaning: 'its execution log goes; the URL is another: everybody connects again, and the new callback must be registered at identity providers',
  },
  { change: 'one more server is put into the stack, in front', after: { inFront: (stack) => new RemoteMcpServer(stack, 'Another') }, meaning: NOTHING },
  { change: 'the firewall\'s limits change', after: { props: () => ({ firewall: McpFirewall.standard({ requestsPerIp: 100 }) }) }, meaning: NOTHING },
  {
    change: 'the stage URL gives way to a custom domain',
    after: {
      props: (stack) => ({
        endpoint: McpEndpoint.customDomain({
          domainName: 'mcp.example.com', certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/5f7d'),
        }),
      }),
    },
    meaning: 'the URL is another: everybody connects again, and the new callback must be registered at identity providers',
  },
  { change: 'throttling, allowed origins or the tool timeout change', after: { props: () => ({ throttle: { rateLimit: 5, burstLimit: 5 }, allowedOrigins: ['https://app.example.com'], toolTimeout: Duration.minutes(2) }) }, meaning: NOTHING },

  // What watches it, and what becomes of it.
  { change: 'the monitoring is turned off', after: { props: () => ({ monitoring: McpMonitoring.none() }) }, meaning: 'alarms hold no data' },
  { change: 'logs are kept longer, or shorter', after: { props: () => ({ logRetention: logs.RetentionDays.ONE_WEEK }) }, meaning: 'what is older is deleted' },
  { change: '`removalPolicy` changes', after: { props: () => ({ removalPolicy: RemovalPolicy.DESTROY }) }, meaning: 'what is said holds from then on' },
  { change: '`cloudWatchRole` is turned off', after: { props: () => ({ cloudWatchRole: false }) }, goes: ['role with which API Gateway logs'], meaning: 'role and setting stay in the account, for other APIs use them' },
];
