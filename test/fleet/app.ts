import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { McpCode, McpSchema, McpTask, McpTool, RemoteMcpServer } from '../../src';

// Tools that report, ask, can be cancelled and run as tasks, by code, functions and a state machine. Each says in the log what it did, for which call.
const tools = join(process.cwd(), 'test', 'fleet', 'tools');
/** One that differs is another deployment. */
const version = process.env.FLEET_VERSION ?? '1.0.0';
const app = new App();
const stack = new Stack(app, 'Fleet');
const functionIn = (directory: string, id: string) => new lambda.Function(stack, id, {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  timeout: Duration.seconds(20),
  code: lambda.Code.fromAsset(join(tools, directory)),
});
const book = functionIn('book', 'Book');
const work = functionIn('work', 'Work');
const machine = new sfn.StateMachine(stack, 'Machine', {
  definitionBody: sfn.DefinitionBody.fromChainable(
    new sfn.Wait(stack, 'Wait', { time: sfn.WaitTime.secondsPath('$.arguments.seconds') })
      .next(new LambdaInvoke(stack, 'Run', { lambdaFunction: work, payloadResponseOnly: true, retryOnServiceExceptions: false })),
  ),
});
const call = { call: { type: 'string' }, canary: { type: 'string' } };
const schemaOf = (properties: object) => McpSchema.fromJson({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false });
const inputSchema = schemaOf(call);
const seconds = schemaOf({ ...call, seconds: { type: 'integer', minimum: 0 } });
const task = McpTask.optional();

const server = new RemoteMcpServer(stack, 'Server', {
  serverName: 'fleet',
  serverVersion: version,
  toolTimeout: Duration.seconds(30),
  tools: [
    McpTool.fromFunction('book', book, { description: 'Asks, by a function', inputSchema, asks: true }),
    McpTool.fromCode('plan', McpCode.fromFile(join(tools, 'plan.mjs')), { description: 'Asks, by code', inputSchema, asks: true, cancellable: true }),
    McpTool.fromCode('watch', McpCode.fromFile(join(tools, 'watch.mjs')), { description: 'Runs until it is cancelled', inputSchema, cancellable: true }),
    McpTool.fromCode('count', McpCode.fromFile(join(tools, 'count.mjs')), { description: 'Reports', inputSchema, readOnly: true }),
    McpTool.fromFunction('work', work, { description: 'A task of a function', inputSchema, task }),
    McpTool.fromFunction('publish', work, { description: 'A task of a function that asks', inputSchema, asks: true, task }),
    McpTool.fromStateMachine('migrate', machine, { description: 'A task of a state machine', inputSchema: seconds, task }),
    McpTool.fromStateMachine('ponder', machine, { description: 'A task of a state machine that asks', inputSchema: seconds, asks: true, task }),
    // What another deployment makes of a tool.
    version === '1.0.0'
      ? McpTool.fromFunction('moved', work, { description: 'A task of a function', inputSchema: seconds, task })
      : McpTool.fromStateMachine('moved', machine, { description: 'A task of a state machine', inputSchema: seconds, task }),
  ],
  removalPolicy: RemovalPolicy.DESTROY,
});
// What is lost with its runner is known to be lost after that.
(server.taskRunnerFunction!.node.defaultChild as lambda.CfnFunction).timeout = 25;
app.synth();
