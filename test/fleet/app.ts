import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpCode, McpSchema, McpTool, RemoteMcpServer } from '../../src';

// Tools that report, ask and can be cancelled, by code and by a function. Each says in the log what it did, for which call.
const tools = join(process.cwd(), 'test', 'fleet', 'tools');
const app = new App();
const stack = new Stack(app, 'Fleet');
const book = new lambda.Function(stack, 'Book', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  timeout: Duration.seconds(20),
  code: lambda.Code.fromAsset(join(tools, 'book')),
});
const inputSchema = McpSchema.fromJson({
  type: 'object', properties: { call: { type: 'string' }, canary: { type: 'string' } }, required: ['call', 'canary'], additionalProperties: false,
});

new RemoteMcpServer(stack, 'Server', {
  serverName: 'fleet',
  // One that differs is another deployment.
  serverVersion: process.env.FLEET_VERSION ?? '1.0.0',
  toolTimeout: Duration.seconds(30),
  tools: [
    McpTool.fromFunction('book', book, { description: 'Asks, by a function', inputSchema, asks: true }),
    McpTool.fromCode('plan', McpCode.fromFile(join(tools, 'plan.mjs')), { description: 'Asks, by code', inputSchema, asks: true, cancellable: true }),
    McpTool.fromCode('watch', McpCode.fromFile(join(tools, 'watch.mjs')), { description: 'Runs until it is cancelled', inputSchema, cancellable: true }),
    McpTool.fromCode('count', McpCode.fromFile(join(tools, 'count.mjs')), { description: 'Reports', inputSchema, readOnly: true }),
  ],
  removalPolicy: RemovalPolicy.DESTROY,
});
app.synth();
