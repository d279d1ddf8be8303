// Each prop of the construct.
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { IpAddressType } from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { server, type Shape } from './shape';
import {
  ClientIdMetadataDocuments, ClientRegistration, InitialAccessToken, McpApp, McpAudit, McpAuthorization, McpBotControl, McpCode, McpConnection, McpEndpoint,
  McpFirewall, McpIcon, McpMetrics, McpMonitoring, McpPrompt, McpPromptMessage, McpResource, McpServerCode, McpSharedDomain, McpSkill, McpSubscriptions,
  McpToolset, PageTexts, PreRegisteredClient, type RemoteMcpServerProps, SigningKey, SigningSecret, SignIn,
} from '../../src';

const ROOT = join(import.meta.dirname, '..', '..');
const FILES = join(import.meta.dirname, 'files');
const HELLO = /^Hello Ada from us-east-1$/;

const having = (name: string, props: (stack: Stack) => RemoteMcpServerProps, others: Partial<Shape> = {}): Shape => ({
  name,
  declare: (app) => {
    const stack = new Stack(app, 'Weather');
    server(stack, props(stack));
  },
  greeting: HELLO,
  ...others,
});

const zone = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });

/** @throws where what is there is not what was declared */
function same(what: string, seen: unknown, wanted: unknown): void {
  if (JSON.stringify(seen) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: ${JSON.stringify(seen)} instead of ${JSON.stringify(wanted)}`);
  }
}

const toolNames = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);

export const PROPS: readonly Shape[] = [
  having('serverName, serverVersion, title, description, websiteUrl, icons, instructions', () => ({
    serverName: 'greetings',
    serverVersion: '2.1.0',
    title: 'Greetings',
    description: 'Greets people.',
    websiteUrl: 'https://example.com/greetings',
    icons: [McpIcon.fromFile(join(ROOT, 'test', 'conformance', 'files', 'pixel.png'))],
    instructions: 'Greet everybody.',
  }), {
    check: async (client) => {
      const { name, version, title, websiteUrl, icons } = client.getServerVersion()!;
      same('the server', [name, version, title, websiteUrl, icons?.length, client.getInstructions()], ['greetings', '2.1.0', 'Greetings', 'https://example.com/greetings', 1, 'Greet everybody.']);
    },
  }),
  having('serverCard', () => ({ serverCard: { name: 'com.example/greetings' }, description: 'Greets people.' }), {
    check: async (_client, { served: { mcpUrl } }) => same('the card', (await (await fetch(`${mcpUrl}/server-card`)).json() as { readonly name: string }).name, 'com.example/greetings'),
  }),
  having('toolsets, connector', () => ({
    toolsets: [McpToolset.fromRemoteServer('all', McpConnection.toUrl('https://example.com/mcp'), { lockFile: join(ROOT, 'examples', 'remote-server', 'everything.lock.json') })],
    connector: { memorySize: 512, timeout: Duration.seconds(20) },
  }), {
    check: async (client) => same('a locked tool', (await toolNames(client)).some((name) => name.startsWith('all_')), true),
  }),
  having('resources', () => ({
    resources: [
      McpResource.fromText('greetings://all', { name: 'all', text: 'Hello, hi' }),
      McpResource.fromTextTemplate('greetings://of/{language}', { name: 'of', text: 'In {{language}}' }),
      McpResource.fromDirectory('files://greetings/', join(FILES, 'texts')),
    ],
  }), {
    check: async (client) => {
      same('a text', (await client.readResource({ uri: 'greetings://all' })).contents[0], { uri: 'greetings://all', mimeType: 'text/plain', text: 'Hello, hi' });
      same('resources', (await client.listResources()).resources.length, 2);
    },
  }),
  having('prompts', () => ({
    prompts: [McpPrompt.fromMessages('welcome', { arguments: [{ name: 'who', required: true }], messages: [McpPromptMessage.text('Welcome {{who}}')] })],
  }), {
    check: async (client) => same('a prompt', (await client.getPrompt({ name: 'welcome', arguments: { who: 'Ada' } })).messages[0].content, { type: 'text', text: 'Welcome Ada' }),
  }),
  having('serverCode', () => ({ tools: undefined, serverCode: McpServerCode.fromSdkServer(McpCode.fromEntry(join(FILES, 'server', 'server.ts'))) }), { greeting: /^Hello Ada$/ }),
  having('skills, apps', () => ({
    skills: [McpSkill.fromDirectory(join(ROOT, 'test', 'conformance', 'files', 'skills', 'count-things'))],
    apps: [McpApp.fromAsset('ui://greetings/card', join(ROOT, 'examples', 'skills-and-apps', 'apps', 'forecast.html'), { name: 'card', tools: ['greet'] })],
  }), {
    check: async (client) => same('the app', (await client.readResource({ uri: 'ui://greetings/card' })).contents[0].mimeType, 'text/html;profile=mcp-app'),
  }),
  having('subscriptions', () => ({ subscriptions: McpSubscriptions.polling(), resources: [McpResource.fromText('greetings://all', { name: 'all', text: 'Hello' })] }), {
    check: async (client) => same('subscribe', client.getServerCapabilities()?.resources?.subscribe, true),
  }),
  having('toolTimeout, allowedOrigins, throttle, cloudWatchRole, logRetention, removalPolicy', () => ({
    toolTimeout: Duration.seconds(20),
    allowedOrigins: ['https://inspector.example.com'],
    throttle: { rateLimit: 20, burstLimit: 40 },
    cloudWatchRole: true,
    logRetention: logs.RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  })),
  having('authorization: none', () => ({ authorization: McpAuthorization.none() }), { person: null }),
  having('authorization: an external server', () => ({ authorization: McpAuthorization.external({ issuer: 'https://login.example.com' }) }), {
    isForeign: true,
  }),
  having('authorization: groups, scopes, a declared client', () => ({
    authorization: McpAuthorization.oauth({
      scopes: [{ name: 'greet', description: 'Greet people' }], groupScopes: { greeters: ['greet'] }, clients: [PreRegisteredClient.machine('ci')],
    }),
  }), {
    person: 'greeters',
    check: async (_client, { served: { declaredClients } }) => same('declared clients', declaredClients?.map(({ clientId }) => clientId), ['ci']),
  }),
  having('authorization: a provider with tenants', (stack) => ({
    authorization: McpAuthorization.oauth({
      signIn: SignIn.oidc({
        displayName: 'Work', issuer: 'https://login.example.com/tenant', clientId: 'greetings', clientSecret: new Secret(stack, 'ClientSecret'), allowedTenants: ['tenant'],
      }),
    }),
  })),
  having('authorization: several providers', () => ({
    authorization: McpAuthorization.oauth({
      signIn: SignIn.anyOf([
        SignIn.oidc({ displayName: 'Work', issuer: 'https://work.example.com', clientId: 'greetings', callbackId: 'work' }),
        SignIn.oidc({ displayName: 'Home', issuer: 'https://home.example.com', clientId: 'greetings', hostedDomain: 'home.example.com' }),
      ]),
    }),
  }), { provider: 'work' }),
  having('metrics, audit, functions', () => ({
    metrics: McpMetrics.none(), audit: McpAudit.logGroup(), functions: { architecture: Architecture.X86_64, mcp: { memorySize: 1769 } },
  })),
  having('signingSecret', (stack) => ({ signingSecret: SigningSecret.fromSecret(new Secret(stack, 'Keys')) })),
  having('authorization: a signing key in KMS, and the next one in another account', (stack) => ({
    authorization: McpAuthorization.oauth({
      signingKey: SigningKey.fromKms(new kms.Key(stack, 'SigningKey', { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY }), {
        next: kms.Key.fromKeyArn(stack, 'NextSigningKey', `arn:aws:kms:${stack.region}:444455556666:key/next`),
      }),
    }),
  }), {
    check: async (_client, { served: { issuer } }) => {
      const { keys } = await (await fetch(`${issuer}/jwks`)).json() as { readonly keys: readonly object[] };
      same('the published keys', keys.length, 2);
    },
  }),
  {
    name: 'secrets in two Regions, one of them rotated',
    declare: (app) => {
      const stack = new Stack(app, 'Weather', { env: { account: '123456789012', region: 'us-east-1' } });
      server(stack, {
        signingSecret: SigningSecret.generated({ secretName: 'weather/keys', replicaRegions: [{ region: 'eu-west-1' }], rotateEvery: Duration.days(90) }),
        authorization: McpAuthorization.oauth({ initialAccessToken: InitialAccessToken.generated({ secretName: 'weather/registration', replicaRegions: [{ region: 'eu-west-1' }] }) }),
      });
    },
    greeting: HELLO,
  },
  having('secrets of another Region, which rotates them', (stack) => ({
    signingSecret: SigningSecret.fromSecret(new Secret(stack, 'Keys'), { rotatedElsewhere: true }),
    authorization: McpAuthorization.oauth({ initialAccessToken: InitialAccessToken.fromSecret(new Secret(stack, 'Registration')) }),
  })),
  having('signingSecret: a field of a secret', (stack) => ({
    signingSecret: SigningSecret.fromSecret(
      new Secret(stack, 'Keys', { generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'signing', passwordLength: 64 } }), { field: 'signing' },
    ),
  })),
  having('authorization: what clients may be, and for how long', (stack) => ({
    authorization: McpAuthorization.oauth({
      scopes: [{ name: 'greet' }, { name: 'praise', includes: ['greet'] }],
      grantAllUpfront: true,
      accessTokenLifetime: Duration.minutes(15),
      clientRegistration: ClientRegistration.open({ redirectHosts: ['claude.ai', 'localhost'] }),
      clientIdMetadataDocuments: ClientIdMetadataDocuments.fromHosts(['claude.ai']),
      softwareStatementIssuers: [{ issuer: 'https://directory.example.com', jwksUri: 'https://directory.example.com/keys' }],
      identityAssertionIssuers: [{ issuer: 'https://login.example.com', jwksUri: 'https://login.example.com/keys' }],
      clients: [
        PreRegisteredClient.app('desktop', { redirectUris: ['http://127.0.0.1/callback'], displayName: 'Desktop', scopes: ['greet'] }),
        PreRegisteredClient.webApp('portal', { redirectUris: ['https://portal.example.com/callback'] }),
        PreRegisteredClient.machine('ci', { secret: new Secret(stack, 'Ci', { generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'secret' } }), secretField: 'secret' }),
      ],
      pages: { texts: PageTexts.fromJson({ language: 'en-GB' }), logo: join(ROOT, 'test', 'conformance', 'files', 'pixel.png'), listsOffer: true },
    }),
  }), {
    check: async (_client, { served: { declaredClients } }) => same('declared clients with a secret', declaredClients?.map(({ clientId }) => clientId), ['portal', 'ci']),
  }),
  having('authorization: a table of the registry of its own', (stack) => ({
    authorization: McpAuthorization.oauth({
      registryTable: new dynamodb.TableV2(stack, 'Registry', {
        partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING }, timeToLiveAttribute: 'expiresAt',
      }),
    }),
  })),
  having('authorization: an external server, and what its tokens are', () => ({
    authorization: McpAuthorization.external({
      issuer: 'https://login.example.com',
      audience: 'greetings',
      jwksUri: 'https://login.example.com/keys',
      algorithms: ['ES256'],
      scopes: [{ name: 'greet' }],
      requiredScopes: ['greet'],
      subjectClaim: 'oid',
    }),
  }), { isForeign: true }),
  having('authorization: a managed user pool', () => ({
    authorization: McpAuthorization.oauth({
      signIn: SignIn.managed({ displayName: 'Greeters', mfa: cognito.Mfa.REQUIRED, selfSignUp: false, featurePlan: cognito.FeaturePlan.PLUS, domainPrefix: 'greetings-example' }),
    }),
  })),
  having('authorization: a user pool and its client', (stack) => {
    const pool = new cognito.UserPool(stack, 'Pool');
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: 'greetings-example' } });
    return {
      authorization: McpAuthorization.oauth({
        signIn: SignIn.anyOf([
          SignIn.cognitoUserPool(pool, {
            displayName: 'Staff',
            callbackId: 'staff',
            userPoolClient: pool.addClient('Client', { generateSecret: true }),
            clientSecret: new Secret(stack, 'PoolClientSecret', { generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'value' } }),
            clientSecretField: 'value',
          }),
          SignIn.cognitoUserPool(pool, { displayName: 'Guests', callbackId: 'guests', supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.GOOGLE] }),
        ]),
      }),
    };
  }, { provider: 'staff' }),
  having('authorization: what a provider says of people', (stack) => ({
    authorization: McpAuthorization.oauth({
      scopes: [{ name: 'greet' }],
      groupScopes: { greeters: ['greet'] },
      signIn: SignIn.oidc({
        displayName: 'Work',
        issuer: 'https://login.example.com',
        clientId: 'greetings',
        clientSecret: new Secret(stack, 'ClientSecret', { generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'value' } }),
        clientSecretField: 'value',
        scopes: ['openid', 'email', 'groups'],
        subjectClaim: 'oid',
        groupsClaim: 'roles',
      }),
    }),
  }), { person: 'greeters' }),
  having('monitoring, metrics, audit, throttle: everything', (stack) => {
    const topic = new sns.Topic(stack, 'OnCall');
    return {
      monitoring: McpMonitoring.standard({
        alarmActions: [new actions.SnsAction(topic)],
        urgentAlarmActions: [new actions.SnsAction(topic)],
        errorThreshold: 2,
        throttleThreshold: 2,
        serverErrorThreshold: 2,
        latencyThreshold: Duration.seconds(2),
        toolFailurePercentThreshold: 10,
        availabilityPercent: 99.9,
        anomalies: true,
        dashboard: true,
      }),
      metrics: McpMetrics.standard({ tools: ['greet'] }),
      audit: McpAudit.logGroup({
        retention: logs.RetentionDays.FIVE_YEARS, dataProtectionPolicy: new logs.DataProtectionPolicy({ identifiers: [logs.DataIdentifier.EMAILADDRESS] }),
      }),
      throttle: { perPerson: { requests: 300, period: Duration.minutes(5) }, perClient: { requests: 3000 }, perTool: { greet: { requests: 100 } } },
    };
  }),
  having('firewall: everything', () => ({
    firewall: McpFirewall.standard({
      registrationsPerIp: 50,
      authorizationRequestsPerIp: 200,
      requestsPerToken: 1000,
      unauthenticatedRequestsPerIp: 500,
      requestsPerIp: 10_000,
      allowedAddresses: ['198.51.100.0/24'],
      blockedAddresses: ['203.0.113.0/24'],
      allowedCountries: ['DE', 'PT'],
      botControl: McpBotControl.COUNT,
      additionalRules: [{ name: 'Own', priority: 1000, action: { count: {} }, statement: { geoMatchStatement: { countryCodes: ['AQ'] } }, visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'Own', sampledRequestsEnabled: true } }],
      logging: true,
      logRetention: logs.RetentionDays.ONE_MONTH,
    }),
  })),
  having('firewall: blocked countries', () => ({ firewall: McpFirewall.standard({ blockedCountries: ['AQ'] }) })),
  having('functions: in a VPC, kept warm, of sizes', (stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc');
    return {
      functions: {
        keepWarm: true,
        mcp: { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })] },
        authorizer: { reservedConcurrentExecutions: 100, provisionedConcurrentExecutions: 1 },
        oauth: { memorySize: 1024 },
      },
    };
  }),
  having('firewall: none; monitoring: none', () => ({ firewall: McpFirewall.none(), monitoring: McpMonitoring.none() })),
  having('endpoint: another stage', () => ({ endpoint: McpEndpoint.stage({ stageName: 'v2' }) }), {
    check: async (_client, { served: { mcpUrl } }) => same('the path', new URL(mcpUrl!).pathname, '/v2/mcp'),
  }),
  having('endpoint: a custom domain', (stack) => ({
    endpoint: McpEndpoint.customDomain({
      domainName: 'mcp.example.com',
      certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:123456789012:certificate/abc'),
      mtls: { bucket: new Bucket(stack, 'Truststore', { versioned: true }), key: 'authorities.pem' },
      allowedAddresses: ['198.51.100.0/24'],
      ipAddressType: IpAddressType.DUAL_STACK,
    }),
  }), {
    check: async (_client, { served: { mcpUrl } }) => same('the path', new URL(mcpUrl!).pathname, '/mcp'),
  }),
  having('endpoint: a path of a domain that servers share', (stack) => ({
    endpoint: McpEndpoint.sharedDomain(new McpSharedDomain(stack, 'Domain', {
      domainName: 'mcp.example.com',
      certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:123456789012:certificate/abc'),
      hostedZone: zone(stack),
      ipAddressType: IpAddressType.DUAL_STACK,
    }), { basePath: 'weather', allowedAddresses: ['198.51.100.0/24'] }),
  }), {
    check: async (_client, { served: { mcpUrl } }) => {
      const { origin, pathname } = new URL(mcpUrl!);
      const { issuer } = await (await fetch(`${origin}/.well-known/oauth-authorization-server/weather`)).json() as { readonly issuer: string };
      same('the path and the issuer', [pathname, issuer], ['/weather/mcp', `${origin}/weather`]);
    },
  }),
  having('endpoint: a private API', (stack) => ({
    endpoint: McpEndpoint.privateApi({
      vpcEndpoints: [new ec2.Vpc(stack, 'Vpc').addInterfaceEndpoint('Gateway', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY })], stageName: 'v3',
    }),
  }), {
    check: async (_client, { served: { mcpUrl } }) => same('the path', new URL(mcpUrl!).pathname, '/v3/mcp'),
  }),
  {
    name: 'endpoint: CloudFront, its firewall in us-east-1',
    declare: (app) => server(
      new Stack(app, 'Weather', { env: { account: '123456789012', region: 'eu-west-1' }, crossRegionReferences: true }), { endpoint: McpEndpoint.cloudFront() },
    ),
    greeting: /^Hello Ada from eu-west-1$/,
    check: async (_client, { served: { mcpUrl } }) => same('the path', new URL(mcpUrl!).pathname, '/mcp'),
  },
  {
    name: 'endpoint: CloudFront, with a domain',
    declare: (app) => {
      const stack = new Stack(app, 'Weather', { env: { account: '123456789012', region: 'us-east-1' } });
      server(stack, {
        endpoint: McpEndpoint.cloudFront({
          domainName: 'mcp.example.com',
          certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:123456789012:certificate/abc'),
          hostedZone: zone(stack),
        }),
      });
    },
    greeting: HELLO,
  },
  having('encryptionKey', (stack) => ({ encryptionKey: new kms.Key(stack, 'Key') })),
];
