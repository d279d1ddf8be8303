import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SynthesizedServer, synthesizeServer, toolFunction } from './synthesized-server';
import {
  ClientIdMetadataDocuments, ClientRegistration, InitialAccessToken, McpApp, McpAudit, McpAuthorization, McpEndpoint, McpFirewall, McpIcon, McpIconTheme,
  McpMetrics, McpMonitoring,
  McpPrompt, McpPromptMessage, McpResource, McpSchema, McpSkill, McpSubscriptions, McpTool, McpToolProps, PageTexts, PreRegisteredClient,
  RemoteMcpServerProps,
  SignIn, SigningKey, SigningSecret,
} from '../../src';

/** One tool, and every prop left to its default. */
export function minimalServer(): SynthesizedServer {
  return synthesizeServer((stack) => ({ tools: [forecastTool(stack)] }));
}

/** Every prop given. */
export function fullServer(stackName?: string): SynthesizedServer {
  return synthesizeServer(fullProps, stackName);
}

/** One tool, and tokens that somebody else issues. */
export function externalServer(): SynthesizedServer {
  return synthesizeServer((stack) => ({ tools: [forecastTool(stack)], authorization: McpAuthorization.external({ issuer: 'https://login.example.com/tenant' }) }));
}

/** Clients are notified of changes. */
export function listeningServer(): SynthesizedServer {
  return synthesizeServer((stack) => ({ tools: [forecastTool(stack)], subscriptions: McpSubscriptions.polling() }));
}

/** A tool that talks with its client; tokens that KMS signs. */
export function askingServer(): SynthesizedServer {
  return synthesizeServer((stack) => ({
    tools: [forecastTool(stack, { asks: true, cancellable: true })], authorization: McpAuthorization.oauth({ signingKey: signingKey(stack) }),
  }));
}

const signingKey = (stack: Stack) => SigningKey.fromKms(kms.Key.fromKeyArn(stack, 'SigningKey', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'));

function forecastTool(stack: Stack, props: Partial<McpToolProps> = {}): McpTool {
  return McpTool.fromFunction('get_forecast', toolFunction(stack), {
    ...props,
    title: 'Forecast',
    description: 'Forecasts the weather of a city.',
    inputSchema: McpSchema.fromJson({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }),
    outputSchema: McpSchema.fromJson({ type: 'object', properties: { sunny: { type: 'boolean' } }, required: ['sunny'] }),
    readOnly: true,
    idempotent: true,
    openWorld: false,
    destructive: false,
  });
}

const example = (...names: readonly string[]) => path.join(__dirname, '..', '..', 'examples', 'skills-and-apps', ...names);

function fullProps(stack: Stack): Required<Omit<RemoteMcpServerProps, 'serverCode'>> {
  const topic = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
  return {
    serverName: 'com.example/weather',
    serverCard: { name: 'com.example/weather' },
    serverVersion: '2.1.0',
    title: 'Weather',
    description: 'The weather of every city.',
    websiteUrl: 'https://weather.example.com',
    icons: [McpIcon.fromUrl('https://weather.example/icon.png', { mimeType: 'image/png', sizes: ['48x48'], theme: McpIconTheme.LIGHT })],
    instructions: 'Ask for one city at a time.',
    tools: [forecastTool(stack)],
    toolsets: [],
    connector: { memorySize: 256 },
    resources: [McpResource.fromText('weather://units', { name: 'units', text: 'Degrees Celsius.', requiredScopes: ['weather:read'] })],
    prompts: [McpPrompt.fromMessages('trip', {
      description: 'Plans a trip.',
      arguments: [{ name: 'city', description: 'Where to', required: true }],
      messages: [McpPromptMessage.text('What do I wear in {{city}}?')],
    })],
    skills: [McpSkill.fromDirectory(example('skills', 'plan-a-trip'), { prefix: 'weather', requiredScopes: ['weather:read'] })],
    apps: [McpApp.fromAsset('ui://weather/forecast', example('apps', 'forecast.html'), { name: 'forecast', tools: ['get_forecast'] })],
    subscriptions: McpSubscriptions.none(),
    toolTimeout: Duration.minutes(5),
    authorization: McpAuthorization.oauth({
      signIn: SignIn.oidc({
        displayName: 'Example Inc.',
        issuer: 'https://login.example.com/tenant',
        clientId: 'mcp',
        clientSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'SignInSecret', 'weather/sign-in'),
        clientSecretField: 'value',
        groupsClaim: 'groups',
      }),
      signingKey: signingKey(stack),
      scopes: [
        { name: 'weather:read', description: 'Read forecasts' },
        { name: 'weather:write', description: 'Change forecasts', includes: ['weather:read'] },
      ],
      groupScopes: { staff: ['weather:read'], editors: ['weather:write'] },
      grantAllUpfront: true,
      clientRegistration: ClientRegistration.initialAccessTokenOnly({ redirectHosts: ['claude.ai', 'localhost'] }),
      clientIdMetadataDocuments: ClientIdMetadataDocuments.fromHosts(['claude.ai', '*.example.com']),
      clients: [PreRegisteredClient.machine('ci', { scopes: ['weather:read'] })],
      softwareStatementIssuers: [{ issuer: 'https://directory.example.com', jwksUri: 'https://directory.example.com/keys' }],
      identityAssertionIssuers: [{ issuer: 'https://login.example.com/tenant', jwksUri: 'https://login.example.com/tenant/keys' }],
      pages: { texts: PageTexts.fromJson({ language: 'en-GB', consentFootnote: 'If you did not start this, choose Deny and tell security@example.com.' }) },
      accessTokenLifetime: Duration.minutes(15),
      initialAccessToken: InitialAccessToken.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Registration', 'weather/registration')),
    }),
    signingSecret: SigningSecret.fromSecret(
      secretsmanager.Secret.fromSecretCompleteArn(stack, 'Keys', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:weather/keys-a1b2c3'), { field: 'signing' },
    ),
    firewall: McpFirewall.standard({ requestsPerIp: 10_000 }),
    endpoint: McpEndpoint.customDomain({
      domainName: 'mcp.weather.example.com',
      certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/5f7d'),
      hostedZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'weather.example.com' }),
    }),
    monitoring: McpMonitoring.standard({
      alarmActions: [new actions.SnsAction(topic)],
      urgentAlarmActions: [new actions.SnsAction(new sns.Topic(stack, 'Pager', { enforceSSL: true }))],
      dashboard: true,
      availabilityPercent: 99.9,
      anomalies: true,
    }),
    metrics: McpMetrics.standard({ tools: ['get_forecast'] }),
    audit: McpAudit.logGroup({
      retention: logs.RetentionDays.FIVE_YEARS,
      dataProtectionPolicy: new logs.DataProtectionPolicy({ identifiers: [logs.DataIdentifier.EMAILADDRESS] }),
    }),
    allowedOrigins: ['https://app.weather.example.com', 'https://chat.example.com'],
    throttle: { rateLimit: 500, burstLimit: 1000, perPerson: { requests: 300 }, perTool: { get_forecast: { requests: 50 } } },
    functions: { keepWarm: true, mcp: { memorySize: 1024, reservedConcurrentExecutions: 100, provisionedConcurrentExecutions: 2 } },
    cloudWatchRole: false,
    logRetention: logs.RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.DESTROY,
    encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
  };
}
