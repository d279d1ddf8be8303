import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpSchema, McpTool, RemoteMcpServer } from '../src';
import { DAYS_MAX, TOOL_DESCRIPTION, TOOL_NAME } from './tool';

// The server whose catalogue the benchmark serves.
const app = new App();
const stack = new Stack(app, 'Bench');
const tool = new lambda.Function(stack, 'Tool', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('// The benchmark stands in for it.'),
});

new RemoteMcpServer(stack, 'Server', {
  serverName: 'bench',
  tools: [McpTool.fromFunction(TOOL_NAME, tool, {
    description: TOOL_DESCRIPTION,
    inputSchema: McpSchema.fromJson({
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: DAYS_MAX } },
      required: ['city'],
    }),
  })],
});
app.synth();
