import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { McpApiDocument, McpApiOperations, McpConnection, McpReports, McpSchema, McpTask, McpTool, McpToolset, RemoteMcpServer } from '../../../src';

/** Tasks of everything but state machines: an API, its document, another server, a function that reports in its item. */
const { API_URL = '', REMOTE_URL = '', LOCK_FILE = '' } = process.env;
const task = McpTask.optional({ pollInterval: Duration.millis(100) });

const app = new App();
const stack = new Stack(app, 'Tasks');
const transcode = new NodejsFunction(stack, 'Transcode', {
  entry: join(process.cwd(), 'test', 'clients', 'tasks', 'functions', 'transcode.mjs'),
  runtime: lambda.Runtime.NODEJS_24_X,
  // With the AWS SDK: this app is in no directory that has it.
  bundling: { externalModules: [], target: 'node24' },
  environment: { API_URL },
  timeout: Duration.seconds(30),
});
const api = McpConnection.toUrl(API_URL, { privateNetwork: true });
const document = McpApiDocument.fromObject({
  openapi: '3.1.0',
  info: { title: 'Slow', version: '1' },
  paths: { '/hold/{name}': { get: { operationId: 'described', summary: 'Waits', parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }], responses: { 200: { description: 'Done' } } } } },
});
const name = McpSchema.fromJson({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] });

new RemoteMcpServer(stack, 'Server', {
  serverName: 'tasks',
  tools: [
    McpTool.fromHttp('requested', api, { description: 'Waits', url: '/hold/{name}', inputSchema: name, task }),
    McpTool.fromHttp('only', api, { description: 'Waits', url: '/hold/{name}', inputSchema: name, task: McpTask.required({ pollInterval: Duration.millis(100) }) }),
    McpTool.fromFunction('transcode', transcode, { description: 'Waits', inputSchema: name, reports: McpReports.fromTable(), cancellable: true, task }),
  ],
  toolsets: [
    McpToolset.fromOpenApi(document, api, { include: [McpApiOperations.withId('described')], overrides: { described: { task } } }),
    McpToolset.fromRemoteServer('far', McpConnection.toUrl(REMOTE_URL, { privateNetwork: true }), { lockFile: LOCK_FILE, overrides: { wait: { task } } }),
  ],
  removalPolicy: RemovalPolicy.DESTROY,
});
app.synth();
