import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SynthesizedServer, synthesizeServer, toolFunction } from './synthesized-server';
import {
  InitialAccessToken, McpAuthorization, McpEndpoint, McpFirewall, McpMonitoring, McpPrompt, McpPromptMessage, McpResource, McpSchema, McpTool,
  RemoteMcpServerProps, SigningSecret,
} from '../../src';

/** One tool, and every prop left to its default. */
export function minimalServer(): SynthesizedServer {
  return synthesizeServer((stack) => ({ tools: [forecastTool(stack)] }));
}

/** Every prop given. */
export function fullServer(): SynthesizedServer {
  return synthesizeServer(fullProps);
}

function forecastTool(stack: Stack): McpTool {
  return McpTool.fromFunction('get_forecast', toolFunction(stack), {
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

function fullProps(stack: Stack): Required<RemoteMcpServerProps> {
  const topic = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
  return {
    serverName: 'weather',
    serverVersion: '2.1.0',
    title: 'Weather',
    description: 'The weather of every city.',
    websiteUrl: 'https://weather.example.com',
    instructions: 'Ask for one city at a time.',
    tools: [forecastTool(stack)],
    resources: [McpResource.fromText('weather://units', { name: 'units', text: 'Degrees Celsius.' })],
    prompts: [McpPrompt.fromMessages('trip', {
      description: 'Plans a trip.',
      arguments: [{ name: 'city', description: 'Where to', required: true }],
      messages: [McpPromptMessage.text('What do I wear in {{city}}?')],
    })],
    toolTimeout: Duration.minutes(5),
    authorization: McpAuthorization.oauth({
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
    monitoring: McpMonitoring.standard({ alarmActions: [new actions.SnsAction(topic)] }),
    allowedOrigins: ['https://app.weather.example.com', 'https://chat.example.com'],
    throttle: { rateLimit: 500, burstLimit: 1000 },
    cloudWatchRole: false,
    logRetention: logs.RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.DESTROY,
  };
}
