// The consumer app in TypeScript. Its twins in the other languages must synthesize the same template.
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  InitialAccessToken, McpAuthorization, McpFirewall, McpIcon, McpIconTheme, McpMeta, McpMonitoring, McpPrompt, McpPromptMessage, McpResource, McpRole,
  McpSchema, McpTool, McpToolConfig, McpToolTarget, RemoteMcpServer,
} from 'cdk-remote-mcp-server';

/** A tool that brings its function along. */
class CountTool extends McpTool {
  constructor() {
    super('count', { description: 'Counts.' });
  }

  public bind(scope: Construct): McpToolConfig {
    return {
      target: McpToolTarget.fromFunction(new lambda.Function(scope, 'Counter', {
        runtime: lambda.Runtime.PYTHON_3_13,
        handler: 'index.handler',
        code: lambda.Code.fromInline('def handler(event, context):\n    return 1\n'),
      })),
    };
  }
}

const app = new App();
const stack = new Stack(app, 'Consumer');

const forecast = new lambda.Function(stack, 'Forecast', {
  runtime: lambda.Runtime.PYTHON_3_13,
  handler: 'index.handler',
  code: lambda.Code.fromInline("def handler(event, context):\n    return {'city': event['arguments']['city'], 'degrees': 21}\n"),
});

const server = new RemoteMcpServer(stack, 'Weather', {
  title: 'Weather',
  instructions: 'Ask for one city at a time.',
  tools: [
    McpTool.fromFunction('get_forecast', forecast, {
      description: 'The forecast for a city.',
      readOnly: true,
      inputSchema: McpSchema.fromJson({
        type: 'object',
        properties: { city: { type: 'string', minLength: 1 }, days: { type: 'integer', minimum: 1, maximum: 7 }, units: { enum: ['metric', null] } },
        required: ['city'],
      }),
      // A null must be the same in every language.
      outputSchema: McpSchema.fromJsonText('{"type":"object","properties":{"degrees":{"type":"number"},"warning":{"const":null,"default":null}}}'),
    }),
  ],
  resources: [
    McpResource.fromText('weather://units', {
      name: 'units',
      text: 'Degrees are Celsius.',
      mimeType: 'text/plain',
      audience: [McpRole.ASSISTANT],
      priority: 0.5,
      lastModified: new Date('2026-01-31T12:00:00Z'),
      icons: [McpIcon.fromUrl('https://weather.example/units.png', { mimeType: 'image/png', sizes: ['48x48'], theme: McpIconTheme.DARK })],
      meta: McpMeta.fromJson({ 'com.example/team': { name: 'weather', size: 3 } }),
    }),
  ],
  authorization: McpAuthorization.oauth({ accessTokenLifetime: Duration.minutes(30), initialAccessToken: InitialAccessToken.generated() }),
  firewall: McpFirewall.standard({ requestsPerIp: 5000 }),
  monitoring: McpMonitoring.standard({ latencyThreshold: Duration.seconds(20) }),
  allowedOrigins: ['https://app.example.com'],
  removalPolicy: RemovalPolicy.DESTROY,
});

server.addTool(new CountTool());
server.addPrompt(McpPrompt.fromMessages('pack', {
  description: 'What to pack for a journey.',
  arguments: [{ name: 'city', required: true }],
  messages: [
    McpPromptMessage.text('What do I pack for {{city}}?'),
    McpPromptMessage.text('I look at the forecast first.', { role: McpRole.ASSISTANT }),
  ],
}));

app.synth();
