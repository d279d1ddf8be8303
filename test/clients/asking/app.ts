import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpCode, McpPrompt, McpResource, McpSchema, McpTool, RemoteMcpServer } from '../../../src';

// A server whose tools, prompt and resource ask one question of the kind that they are told.
const tools = join(process.cwd(), 'test', 'clients', 'asking', 'tools');

const app = new App();
const stack = new Stack(app, 'Asking');
const fn = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'function.handler', code: lambda.Code.fromAsset(tools) });
const kind = McpSchema.fromJson({ type: 'object', properties: { kind: { enum: ['form', 'url', 'sampling', 'roots'] } }, required: ['kind'] });

new RemoteMcpServer(stack, 'Server', {
  serverName: 'asking',
  tools: [
    McpTool.fromCode('ask_code', McpCode.fromDirectory(tools, 'tool.mjs'), { description: 'Asks from code in the server', inputSchema: kind, asks: true }),
    McpTool.fromFunction('ask_function', fn, { description: 'Asks from a function', inputSchema: kind, asks: true }),
    McpTool.fromFunction('confirmed', fn, { description: 'Confirmed, then asks', inputSchema: kind, confirm: 'Ask by {{kind}}?', asks: true }),
  ],
  prompts: [McpPrompt.fromFunction('ask_prompt', fn, { arguments: [{ name: 'kind', required: true }], asks: true })],
  resources: [McpResource.fromFunction('asking://{kind}', fn, { name: 'asking', asks: true })],
});
app.synth();
