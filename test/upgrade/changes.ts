import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { clients, entra, okta, prompt, read, tool, tools, Variation, write } from './app';
import {
  ClientIdMetadataDocuments, ClientRegistration, InitialAccessToken, McpApiDocument, McpApiOperations, McpAuthorization, McpConnection, McpCredentials,
  McpEndpoint, McpFirewall, McpMonitoring, McpReports, McpSubscriptions, McpTool, McpToolset, PageTexts, PreRegisteredClient, RemoteMcpServer, SignIn,
  SigningKey,
  SigningSecret,
} from '../../src';

/** A row of the table in docs/upgrades.md. */
export interface Change {
  readonly change: string;
  readonly before?: Variation;
  readonly after: Variation;
  /** What leaves the stack, or is replaced. */
  readonly goes?: readonly string[];
  /** AWS refuses the deployment, and nothing goes. */
  readonly isRefused?: true;
  /** What it means for the server's users and its operator. */
  readonly meaning: string;
}

const NOTHING = 'users stay connected';
const MANAGED_POOL = ['managed user pool', 'sign-in page of the managed user pool', 'app client at the managed user pool', 'callback of the managed user pool'];
const FETCHER = ['document fetcher', 'role of the document fetcher', 'log of the document fetcher'];
const FIREWALL = ['firewall', 'firewall log'];
const connection = (url: string, credentials?: McpCredentials) => McpConnection.toUrl(url, { credentials });
const apiTool = (name: string, api = connection('https://a.example.com')) => McpTool.fromHttp(name, api, { description: 'A tool.', url: `/${name}` });
const PETS = McpApiDocument.fromObject({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: { '/pets': { post: { operationId: 'addPet', responses: {} }, get: { operationId: 'listPets', responses: {} } } },
});
const operations = (...ids: string[]) => McpToolset.fromOpenApi(PETS, connection('https://a.example.com'), { include: [McpApiOperations.withId(...ids)] });
const signIn = (make: () => SignIn): Variation => ({ authorization: () => ({ signIn: make() }) });

export const CHANGES: readonly Change[] = [
  // What is offered.
  { change: 'a tool is added in front of the others', after: { props: (stack) => ({ tools: [tool(stack, 'add_note'), ...tools(stack)] }) }, meaning: NOTHING },
  { change: 'tools are reordered', after: { props: (stack) => ({ tools: tools(stack).reverse() }) }, meaning: NOTHING },
  {
    change: 'a tool is removed',
    after: { props: (stack) => ({ tools: [tool(stack, 'delete_note')] }) },
    goes: ['function of the tool "read_note"'],
    meaning: 'calls of the tool get an error; its function is yours and stays',
  },
  {
    change: 'a function reports (`McpReports`), or no longer does',
    before: { props: (stack) => ({ tools: [tool(stack, 'read_note', 'read_note', McpReports.fromTable()), tool(stack, 'delete_note')] }) },
    after: { props: (stack) => ({ tools: [tool(stack, 'read_note', 'read_note', McpReports.fromResponseStream()), tool(stack, 'delete_note')] }) },
    goes: ['table of conversations'],
    meaning: 'reports of running calls are lost; their results are not',
  },
  {
    change: 'tools that call APIs are reordered, or one is added in front, also of another API',
    before: { props: () => ({ tools: [apiTool('read'), apiTool('write')] }) },
    after: { props: () => ({ tools: [apiTool('other', connection('https://b.example.com')), apiTool('write'), apiTool('read')] }) },
    meaning: NOTHING,
  },
  {
    change: 'the base URL, the credentials or the authorities of an API change',
    before: { props: () => ({ tools: [apiTool('read')] }) },
    after: {
      props: (stack) => ({
        tools: [apiTool('read', connection('https://b.example.com', McpCredentials.bearer(secretsmanager.Secret.fromSecretNameV2(stack, 'Token', 'token'))))],
      }),
    },
    meaning: 'calls that run end with the old ones; your secrets are not touched',
  },
  {
    change: 'the connector moves into a VPC, or gets another size or timeout',
    before: { props: () => ({ tools: [apiTool('read')] }) },
    after: { props: (stack) => ({ tools: [apiTool('read')], connector: { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 }), memorySize: 1024, timeout: Duration.seconds(20) } }) },
    meaning: 'the deployment takes a minute longer; users stay connected',
  },
  {
    change: 'operations are added to those that are chosen of an OpenAPI document',
    before: { props: () => ({ toolsets: [operations('listPets')] }) },
    after: { props: () => ({ toolsets: [operations('addPet', 'listPets')] }) },
    meaning: 'the tools of before keep their names',
  },
  {
    change: 'the last tool that calls an API is removed',
    before: { props: (stack) => ({ tools: [apiTool('read'), ...tools(stack)] }) },
    after: {},
    goes: ['connector', 'role of the connector', 'log of the connector', 'function of the tool "read"'],
    meaning: 'calls of the tool get an error; your secrets are not touched',
  },
  { change: 'a prompt is added in front', after: { props: () => ({ prompts: [prompt('translate'), prompt('summarize')] }) }, meaning: NOTHING },
  {
    change: 'subscriptions are turned off',
    before: { props: () => ({ subscriptions: McpSubscriptions.polling() }) },
    after: {},
    goes: ['table of changes'],
    meaning: 'open streams end; clients look again when what they have is old',
  },
  { change: 'the interval or the limits of subscriptions change', before: { props: () => ({ subscriptions: McpSubscriptions.polling() }) }, after: { props: () => ({ subscriptions: McpSubscriptions.polling({ interval: Duration.seconds(5), maxPerCaller: 2 }) }) }, meaning: NOTHING },
  { change: 'the title, description, name or version changes', after: { props: () => ({ title: 'Papers', description: 'All of them.', serverName: 'papers', serverVersion: '2.0.0' }) }, meaning: 'users see the new title' },

  // Who may call.
  {
    change: 'the first of two declared clients is removed',
    after: { authorization: () => ({ clients: clients().slice(1) }) },
    goes: ['secret of the client "alpha"'],
    meaning: 'its tokens are refused after the deployment; its secret stays in the account, unused',
  },
  { change: 'declared clients are reordered, or one is added in front', after: { authorization: () => ({ clients: [PreRegisteredClient.machine('gamma'), ...clients().reverse()] }) }, meaning: NOTHING },
  {
    change: 'the id of a declared client changes',
    after: { authorization: () => ({ clients: [PreRegisteredClient.machine('alpha-2'), clients()[1]] }) },
    goes: ['secret of the client "alpha"'],
    meaning: 'it is another client, with another secret',
  },
  {
    change: 'a declared client gets your own secret instead of the generated one',
    after: {
      authorization: (stack) => ({ clients: [PreRegisteredClient.machine('alpha', { secret: secretsmanager.Secret.fromSecretNameV2(stack, 'Alpha', 'alpha') }), clients()[1]] }),
    },
    goes: ['secret of the client "alpha"'],
    meaning: 'the old value is refused after the deployment; the old secret stays in the account, unused',
  },
  {
    change: 'a scope is renamed',
    before: { authorization: () => ({ groupScopes: undefined }) },
    after: { authorization: () => ({ scopes: [{ ...read, name: 'papers:read' }, { ...write, includes: ['papers:read'] }], groupScopes: undefined }) },
    meaning: 'existing tokens have the old name: users consent again when a client needs the new one',
  },
  { change: 'scopes are reordered', after: { authorization: () => ({ scopes: [write, read] }) }, meaning: 'clients that request no scope get the new first one' },
  { change: 'a group is added in front', after: { authorization: () => ({ groupScopes: { admins: ['notes:write'], staff: ['notes:read'] } }) }, meaning: 'its users get its scopes when they are re-checked or sign in' },
  {
    change: 'a sign-in is added in front of `SignIn.managed()`',
    before: { authorization: () => ({ signIn: SignIn.managed() }) },
    after: signIn(() => SignIn.anyOf([okta(), SignIn.managed()])),
    meaning: 'users choose where they sign in; accounts stay',
  },
  { change: 'sign-ins are reordered', before: signIn(() => SignIn.anyOf([SignIn.managed(), okta(), entra()])), after: signIn(() => SignIn.anyOf([entra(), okta(), SignIn.managed()])), meaning: 'users see the new order' },
  { change: 'the display name of a sign-in changes', before: signIn(() => okta()), after: signIn(() => okta('The company')), meaning: 'users see the new name; the callback stays' },
  {
    change: 'the issuer of a sign-in changes',
    before: signIn(() => okta()),
    after: signIn(() => entra()),
    goes: ['callback of https://example.okta.com'],
    meaning: 'the new provider has another callback, and its users have new accounts; grants of users who were re-checked end at the next refresh',
  },
  {
    change: '`SignIn.managed()` is replaced by your own provider',
    before: signIn(() => SignIn.managed()),
    after: signIn(() => okta()),
    goes: MANAGED_POOL,
    meaning: 'the pool stays in the account with its users; grants of users who were re-checked through it end at the next refresh',
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
    isRefused: true,
    meaning: 'CloudFormation creates the new sign-in page before it deletes the old one, and Cognito [lets a pool have one](https://github.com/aws/aws-cdk/issues/10062): choose the prefix before the first deployment',
  },
  {
    change: 'registration is closed',
    after: { authorization: () => ({ clientRegistration: ClientRegistration.closed() }) },
    goes: ['initial access token'],
    meaning: 'existing clients keep working; the token stays in the account, unused, and a new one is created when registration is opened again',
  },
  {
    change: 'the initial access token is replaced by your own secret',
    after: { authorization: (stack) => ({ initialAccessToken: InitialAccessToken.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Own', 'own')) }) },
    goes: ['initial access token'],
    meaning: 'the old token is refused; clients that registered with it keep working',
  },
  {
    change: 'the signing secret is replaced by your own secret',
    after: { props: (stack) => ({ signingSecret: SigningSecret.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Own', 'own')) }) },
    goes: ['signing secret'],
    meaning: 'users stay connected if you copy the old value into it first; otherwise clients that registered with a secret register again, and users who are re-checked sign in again',
  },
  { change: 'the app says the Region of the stack (`env`)', after: { region: 'us-east-1' }, meaning: NOTHING },
  {
    change: 'the signing secret and the initial access token get replicas (`replicaRegions`), or lose them',
    before: { region: 'us-east-1' },
    after: {
      region: 'us-east-1',
      props: () => ({ signingSecret: SigningSecret.generated({ replicaRegions: [{ region: 'eu-central-1' }] }) }),
      authorization: () => ({ initialAccessToken: InitialAccessToken.generated({ replicaRegions: [{ region: 'eu-central-1' }] }) }),
    },
    meaning: 'users stay connected; a server of the other Region that uses a replica needs it',
  },
  {
    change: 'your own signing secret is rotated elsewhere (`rotatedElsewhere`), or no longer is',
    before: { props: (stack) => ({ signingSecret: SigningSecret.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Own', 'own')) }) },
    after: { props: (stack) => ({ signingSecret: SigningSecret.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Own', 'own'), { rotatedElsewhere: true }) }) },
    meaning: NOTHING,
  },
  {
    change: 'another key signs access tokens: from the signing secret to KMS (`signingKey`), back, or to another KMS key',
    after: { authorization: (stack) => ({ signingKey: SigningKey.fromKms(kms.Key.fromKeyArn(stack, 'SigningKey', `arn:aws:kms:${stack.region}:111122223333:key/signing`)) }) },
    meaning: 'users stay connected; tokens of the key before are valid until they expire. An API of another author may refuse the first tokens until it reads `/jwks` again, unless the key was [`next`](operations.md#a-signing-key-in-kms) before',
  },
  {
    change: 'metadata documents are no longer accepted',
    after: { authorization: () => ({ clientIdMetadataDocuments: ClientIdMetadataDocuments.refused() }) },
    goes: FETCHER,
    meaning: 'clients whose id is the URL of a metadata document are refused',
  },
  {
    change: 'the lifetime of access tokens is shortened, page texts change',
    after: { authorization: () => ({ accessTokenLifetime: Duration.minutes(10), pages: { texts: PageTexts.fromJson({ language: 'de' }) } }) },
    meaning: 'issued access tokens keep their lifetime',
  },
  {
    change: 'the built-in authorization server is replaced by an external one',
    after: { props: () => ({ authorization: McpAuthorization.external({ issuer: 'https://login.example.com' }) }) },
    goes: [
      'OAuth function', 'role of the OAuth function', 'log of the OAuth function', ...FETCHER, ...MANAGED_POOL, 'registry', 'signing secret', 'initial access token',
      'secret of the client "alpha"', 'secret of the client "beta"',
    ],
    meaning: 'all users connect again; the data stays in the account',
  },

  // Firewall and endpoint.
  { change: 'the firewall is turned off', after: { props: () => ({ firewall: McpFirewall.none() }) }, goes: FIREWALL, meaning: 'its log stays in the account; a firewall that is turned on again gets a new one' },
  { change: 'the firewall\'s log is turned off', after: { props: () => ({ firewall: McpFirewall.standard({ logging: false }) }) }, meaning: 'the log stays' },
  {
    change: 'the stage is renamed',
    after: { props: () => ({ endpoint: McpEndpoint.stage({ stageName: 'v2' }) }) },
    goes: ['execution log'],
    meaning: 'its execution log goes; the URL changes: all users connect again, and the new callback must be registered at identity providers',
  },
  { change: 'another server is added to the stack, in front', after: { inFront: (stack) => new RemoteMcpServer(stack, 'Another') }, meaning: NOTHING },
  { change: 'the firewall\'s limits change', after: { props: () => ({ firewall: McpFirewall.standard({ requestsPerIp: 100 }) }) }, meaning: NOTHING },
  {
    change: 'the stage URL is replaced by a custom domain',
    after: {
      props: (stack) => ({
        endpoint: McpEndpoint.customDomain({
          domainName: 'mcp.example.com', certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/5f7d'),
        }),
      }),
    },
    meaning: 'the URL changes: all users connect again, and the new callback must be registered at identity providers',
  },
  { change: 'throttling, allowed origins or the tool timeout change', after: { props: () => ({ throttle: { rateLimit: 5, burstLimit: 5 }, allowedOrigins: ['https://app.example.com'], toolTimeout: Duration.minutes(2) }) }, meaning: NOTHING },

  // Monitoring and retention.
  { change: 'alarms for what is unusual (`anomalies`) are added or removed', after: { props: () => ({ monitoring: McpMonitoring.standard({ anomalies: true }) }) }, meaning: NOTHING },
  { change: 'the monitoring is turned off', after: { props: () => ({ monitoring: McpMonitoring.none() }) }, meaning: 'alarms contain no data' },
  { change: 'the log retention changes', after: { props: () => ({ logRetention: logs.RetentionDays.ONE_WEEK }) }, meaning: 'log events older than the new retention are deleted' },
  {
    change: 'an `encryptionKey` is given',
    after: { props: (stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }) },
    meaning: 'tables are encrypted anew in the background, secrets and logs from then on; users stay connected',
  },
  { change: '`removalPolicy` changes', after: { props: () => ({ removalPolicy: RemovalPolicy.DESTROY }) }, meaning: 'the new policy applies from then on' },
  { change: '`cloudWatchRole` is turned off', after: { props: () => ({ cloudWatchRole: false }) }, goes: ['role with which API Gateway logs'], meaning: 'role and setting stay in the account, because other APIs use them' },
];
