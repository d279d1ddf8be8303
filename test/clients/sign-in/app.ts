import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpAuthorization, McpSchema, McpSkill, McpTool, RemoteMcpServer } from '../../../src';

// The server to which people connect clients: whoever signs in may read, administrators may change things too.
const app = new App();
const stack = new Stack(app, 'SignIn');
const weather = new lambda.Function(stack, 'Weather', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(join(process.cwd(), 'test', 'clients', 'functions', 'weather')),
});

new RemoteMcpServer(stack, 'Server', {
  serverName: 'weather',
  title: 'Weather',
  authorization: McpAuthorization.oauth({
    scopes: [
      { name: 'weather:read', description: 'Read forecasts' },
      { name: 'weather:admin', description: 'Open and close weather stations', includes: ['weather:read'] },
    ],
    groupScopes: { readers: ['weather:read'], admins: ['weather:read', 'weather:admin'] },
  }),
  tools: [
    McpTool.fromFunction('get_forecast', weather, {
      description: 'Forecast for a city',
      inputSchema: McpSchema.fromJson({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }),
      requiredScopes: ['weather:read'],
    }),
    McpTool.fromFunction('whoami', weather, { description: 'Returns the event that the function received', requiredScopes: ['weather:admin'] }),
  ],
  skills: [McpSkill.fromDirectory(join(process.cwd(), 'test', 'conformance', 'files', 'skills', 'count-things'), { requiredScopes: ['weather:admin'] })],
});
app.synth();
