import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { McpCode, McpPrompt, McpPromptMessage, McpSubscriptions, McpTool, RemoteMcpServer } from '../../src';

// A server with subscriptions, with what the scenario `server-stateless` wants of such: other servers skip those checks.
const files = join(process.cwd(), 'test', 'conformance');
const app = new App();
const stack = new Stack(app, 'Conformance');
const trigger = new NodejsFunction(stack, 'Trigger', {
  entry: join(files, 'functions', 'trigger-change.ts'),
  runtime: lambda.Runtime.NODEJS_24_X,
  bundling: { externalModules: [], target: 'node24' },
});
const talking = McpCode.fromFile(join(files, 'tools', 'talking.mjs'));

const server = new RemoteMcpServer(stack, 'Server', {
  serverName: 'conformance-subscriptions',
  allowedOrigins: process.env.CONFORMANCE_ORIGIN ? [process.env.CONFORMANCE_ORIGIN] : [],
  // The suite waits for a second and a half, at most.
  subscriptions: McpSubscriptions.polling({ interval: Duration.millis(200), maxDuration: Duration.minutes(1) }),
  tools: [
    McpTool.fromFunction('test_trigger_tool_change', trigger, { description: 'Says that the tools changed' }),
    McpTool.fromFunction('test_trigger_prompt_change', trigger, { description: 'Says that the prompts changed' }),
    McpTool.fromCode('test_logging_tool', talking, { description: 'Logs a message' }),
    McpTool.fromCode('test_missing_capability', talking, { description: "Needs the client's model", asks: true }),
    McpTool.fromCode('test_streaming_elicitation', talking, { description: 'Reports and asks', asks: true }),
  ],
  prompts: [McpPrompt.fromMessages('test_simple_prompt', { messages: [McpPromptMessage.text('This is a simple prompt for testing.')] })],
});
server.grants.publishChanges(trigger);
trigger.addEnvironment('CHANGES_TABLE', server.changesTable!.tableName);
app.synth();
