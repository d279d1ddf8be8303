import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpPrompt, McpPromptMessage, McpResource, McpSchema, McpTool, RemoteMcpServer } from '../../src';

// The server that the clients meet: tools that succeed, fail and identify their caller, and more tools than fit a page.
const app = new App();
const stack = new Stack(app, 'Clients');
const weather = new lambda.Function(stack, 'Weather', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(join(process.cwd(), 'test', 'clients', 'functions', 'weather')),
});

const server = new RemoteMcpServer(stack, 'Server', {
  serverName: 'clients-fixture',
  serverVersion: '1.2.3',
  instructions: 'Ask for the forecast of one city at a time.',
  allowedOrigins: ['https://app.example', 'chrome-extension://mhnlakgilnojmhinhkckjpncpbhabphi'],
  tools: [
    McpTool.fromFunction('get_forecast', weather, {
      description: 'Forecast for a city',
      inputSchema: McpSchema.fromJson({
        type: 'object',
        properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
        required: ['city'],
        additionalProperties: false,
      }),
      outputSchema: McpSchema.fromJson({
        type: 'object',
        properties: { city: { type: 'string' }, days: { type: 'integer' }, summary: { type: 'string' } },
        required: ['city', 'days', 'summary'],
      }),
      readOnly: true,
    }),
    McpTool.fromFunction('whoami', weather, { description: 'Returns the event that the function received' }),
    McpTool.fromFunction('fail', weather, { description: 'Throws' }),
  ],
  resources: [
    McpResource.fromText('weather://stations', { name: 'stations', description: 'The stations', text: 'Oslo, Bergen' }),
    McpResource.fromTextTemplate('weather://{city}/today', { name: 'today', description: 'Today in a city', text: 'Today in {city}: sunny' }),
  ],
  prompts: [
    McpPrompt.fromMessages('plan_trip', {
      description: 'Plans a trip by the weather',
      arguments: [{ name: 'city', required: true }],
      messages: [McpPromptMessage.text('Plan a trip to {{city}}.')],
    }),
  ],
});
// A page of a list holds a mebibyte.
const longDescription = 'One of many. '.repeat(2500);
for (let i = 0; i < Number(process.env.EXTRA_TOOLS); i += 1) {
  server.addTool(McpTool.fromFunction(`extra_${String(i).padStart(3, '0')}`, weather, { description: longDescription }));
}
app.synth();
