import { join } from 'node:path';
import { App, Aspects, Duration, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpAuthorization, McpSchema, McpTask, McpTool, PreRegisteredClient, RemoteMcpServer, SigningKey } from '../../src';

// A server as people use it: they sign in, and call a tool that changes something and one that is a task. What judges
// tokens tells the time as CHAOS_CLOCK says; of the others, the local runtime compares the time with a deadline of its own.
const app = new App();
const stack = new Stack(app, 'Chaos');
const note = new lambda.Function(stack, 'Note', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  timeout: Duration.seconds(10),
  code: lambda.Code.fromAsset(join(process.cwd(), 'test', 'chaos', 'tools', 'note')),
});
const inputSchema = McpSchema.fromJson({ type: 'object', properties: { call: { type: 'string' } }, required: ['call'], additionalProperties: false });

const signingKey = process.env.CHAOS_SIGNING === 'kms' ? SigningKey.fromKms(new kms.Key(stack, 'SigningKey', {
  keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY,
})) : undefined;

new RemoteMcpServer(stack, 'Server', {
  serverName: 'chaos',
  serverVersion: process.env.CHAOS_VERSION ?? '1.0.0',
  toolTimeout: Duration.seconds(3),
  authorization: McpAuthorization.oauth({ signingKey, clients: [PreRegisteredClient.machine('reporter')] }),
  tools: [
    McpTool.fromFunction('note', note, { description: 'Notes a call', inputSchema }),
    McpTool.fromFunction('compile', note, { description: 'Notes a call, as a task', inputSchema, task: McpTask.required({ pollInterval: Duration.millis(100) }) }),
  ],
});

const clock = process.env.CHAOS_CLOCK;
if (clock !== undefined) {
  Aspects.of(stack).add({
    visit: (node) => {
      if (node instanceof lambda.CfnFunction && /OAuth|Authorizer/.test(node.node.path)) {
        node.addPropertyOverride('Environment.Variables.NODE_OPTIONS', `--import=${join(process.cwd(), 'test', 'chaos', 'clock.mjs')}`);
        node.addPropertyOverride('Environment.Variables.CHAOS_CLOCK', clock);
      }
    },
  });
}
app.synth();
