import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpAuthorization, McpServerCode, RemoteMcpServer } from '../../../../../src';

/** An MCP server in a function that streams: what a tool does is in its name. */
const CODE = `
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  const { id, params: { name } } = JSON.parse(event.body);
  if (name === 'throws') throw new Error('a secret of the function');
  const response = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'Content-Type': 'text/event-stream' } });
  const send = (message) => response.write('data: ' + JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n\\n');
  send({ method: 'notifications/progress', params: { progressToken: 'p', progress: 1 } });
  if (name === 'breaks') throw new Error('a secret of the function');
  send({ id, result: { content: [{ type: 'text', text: 'done' }] } });
  response.end();
});
`;

const app = new App();
const stack = new Stack(app, 'Streaming');
new RemoteMcpServer(stack, 'Server', {
  authorization: McpAuthorization.none(),
  serverCode: McpServerCode.fromFunction(new lambda.Function(stack, 'Own', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(CODE),
  })),
});
app.synth();
