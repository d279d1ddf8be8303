const { App, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { McpSchema, McpTool, RemoteMcpServer } = require('cdk-remote-mcp-server');

/** As a user's app: one tool in a function. */
exports.createApp = () => {
  const app = new App();
  const stack = new Stack(app, 'Weather');
  const code = 'exports.handler = async ({ arguments: { city } }) => ({ city, summary: "sunny", at: new Date().toISOString() });';
  new RemoteMcpServer(stack, 'Server', {
    tools: [McpTool.fromFunction('get_forecast', new lambda.Function(stack, 'Forecast', {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(code),
    }), {
      description: 'The forecast of a city.',
      inputSchema: McpSchema.fromJson({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }),
    })],
  });
  return app;
};
