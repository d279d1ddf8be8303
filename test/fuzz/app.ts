import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import {
  McpAuthorization, McpCode, McpCompletion, McpPrompt, McpPromptMessage, McpResource, McpSchema, McpSkill, McpSubscriptions, McpTask, McpTool, RemoteMcpServer,
} from '../../src';

// One of everything that a client can reach.
const tools = join(process.cwd(), 'test', 'fuzz', 'tools');
const app = new App();
const stack = new Stack(app, 'Fuzz');
const functions = new lambda.Function(stack, 'Functions', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  timeout: Duration.seconds(5),
  code: lambda.Code.fromAsset(join(tools, 'functions')),
});
const machine = new sfn.StateMachine(stack, 'Machine', {
  definitionBody: sfn.DefinitionBody.fromChainable(
    new sfn.Wait(stack, 'Wait', { time: sfn.WaitTime.duration(Duration.seconds(1)) })
      .next(new LambdaInvoke(stack, 'Run', { lambdaFunction: functions, payloadResponseOnly: true, retryOnServiceExceptions: false })),
  ),
});
const task = McpTask.optional({ pollInterval: Duration.millis(100) });
const code = (name: string) => McpCode.fromFile(join(tools, `${name}.mjs`));
const anything = McpSchema.fromJson({ type: 'object', properties: { note: { type: 'string' } } });
const place = McpSchema.fromJson({
  type: 'object',
  properties: {
    city: { type: 'string', maxLength: 100 },
    region: { 'type': 'string', 'x-mcp-header': 'Region' },
    days: { type: 'integer', minimum: 1, maximum: 7 },
    at: { type: 'object', properties: { latitude: { type: 'number' }, longitude: { type: 'number' } }, required: ['latitude'] },
    tags: { type: 'array', items: { enum: ['a', 'b', 3, null] }, maxItems: 5, uniqueItems: true },
  },
  required: ['city'],
  additionalProperties: false,
});

new RemoteMcpServer(stack, 'Server', {
  serverName: 'fuzz',
  toolTimeout: Duration.seconds(8),
  authorization: McpAuthorization.oauth({ scopes: [{ name: 'mcp', description: 'Uses the tools' }, { name: 'admin', description: 'Does more' }] }),
  allowedOrigins: ['https://app.example'],
  // An open stream has an instance of the few of a laptop.
  subscriptions: McpSubscriptions.polling({ interval: Duration.millis(200), maxDuration: Duration.minutes(1), maxPerCaller: 1 }),
  tools: [
    McpTool.fromFunction('job', functions, { description: 'A task', inputSchema: anything, task }),
    McpTool.fromFunction('book_later', functions, { description: 'A task that asks', inputSchema: anything, asks: true, task }),
    McpTool.fromFunction('decide', functions, { description: 'Decides whether it is a task', inputSchema: anything, asks: true, task: McpTask.required({ decides: true }) }),
    McpTool.fromStateMachine('machine', machine, { description: 'A task of a state machine', inputSchema: anything, task }),
    McpTool.fromStateMachine('book_by_machine', machine, { description: 'A task of a state machine that asks', inputSchema: anything, asks: true, task }),
    McpTool.fromFunction('echo', functions, { description: 'Returns its arguments', inputSchema: anything, readOnly: true }),
    McpTool.fromFunction('fails', functions, { description: 'Throws', inputSchema: anything }),
    McpTool.fromFunction('book', functions, { description: 'Asks, by a function', inputSchema: anything, asks: true }),
    McpTool.fromCode('typed', code('typed'), { description: 'Takes much', inputSchema: place, outputSchema: McpSchema.fromJson({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }) }),
    McpTool.fromCode('talk', code('talk'), { description: 'Reports', inputSchema: anything, readOnly: true }),
    McpTool.fromCode('ask', code('ask'), { description: 'Asks, by code', inputSchema: anything, asks: true, cancellable: true }),
    McpTool.fromCode('wait', code('wait'), { description: 'Takes a moment', inputSchema: anything, cancellable: true }),
    McpTool.fromCode('confirmed', code('talk'), { description: 'Is confirmed', inputSchema: anything, confirm: 'Do it with {{note}}?' }),
    McpTool.fromCode('scoped', code('talk'), { description: 'Wants another scope', inputSchema: anything, requiredScopes: ['mcp', 'admin'] }),
  ],
  resources: [
    McpResource.fromText('docs://guide', { name: 'guide', text: 'The guide' }),
    McpResource.fromTextTemplate('weather://{country}/{city}', { name: 'weather', text: 'In {city}, {country}: sunny' }),
    McpResource.fromFunction('orders://{id}', functions, { name: 'order', completions: { id: McpCompletion.fromFunction(functions) } }),
    McpResource.fromDirectory('files://', join(tools, 'functions')),
  ],
  prompts: [
    McpPrompt.fromMessages('pack', {
      arguments: [{ name: 'city', required: true, completion: McpCompletion.fromValues('Lisbon', 'London') }, { name: 'mood' }],
      messages: [McpPromptMessage.text('Pack for {{city}} {{mood}}')],
    }),
    McpPrompt.fromFunction('complain', functions, { arguments: [{ name: 'order', required: true }] }),
  ],
  skills: [McpSkill.fromDirectory(join(process.cwd(), 'examples', 'skills-and-apps', 'skills', 'plan-a-trip'))],
  removalPolicy: RemovalPolicy.DESTROY,
});
app.synth();
