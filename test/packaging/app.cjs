// As a user writes it: one tool with schemas, and pages of one's own, so that every bundle is copied.
const { App, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const {
  McpApiDocument, McpApiOperations, McpAuthorization, McpCode, McpConnection, McpSchema, McpServerCode, McpSkill, McpTool, McpToolset, RemoteMcpServer,
} = require('cdk-remote-mcp-server');

// By the name that tools import, with require() as well.
if (typeof require('cdk-remote-mcp-server/tool').ToolError !== 'function') throw new Error('no ToolError');

const app = new App({ outdir: process.env.CDK_OUTDIR, analyticsReporting: false });
const stack = new Stack(app, 'Packaging');
const forecast = new lambda.Function(stack, 'Forecast', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => ({ sunny: true });'),
});
new RemoteMcpServer(stack, 'Server', {
  authorization: McpAuthorization.oauth({ scopes: [{ name: 'weather', description: 'Read forecasts' }] }),
  tools: [McpTool.fromFunction('get_forecast', forecast, {
    description: 'The forecast of a city',
    inputSchema: McpSchema.fromJson({
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'array', items: { type: 'string', format: 'date' }, uniqueItems: true } },
      required: ['city'],
    }),
    outputSchema: McpSchema.fromJson({ type: 'object', properties: { sunny: { enum: [true, false, { maybe: 1 }] } } }),
    requiredScopes: ['weather'],
  })],
  // Read by the package's own dependency, and by its program that reads documents.
  skills: [McpSkill.fromDirectory('files/pack-for-rain')],
  toolsets: [McpToolset.fromOpenApi(McpApiDocument.fromFile('files/stations.yaml'), McpConnection.toUrl('https://api.weather.example'), {
    include: [McpApiOperations.withId('listStations')],
  })],
});
new RemoteMcpServer(stack, 'Own', { authorization: McpAuthorization.none(), serverCode: McpServerCode.fromSdkServer(McpCode.fromFile('files/server.mjs')) });
// In a stack of its own: a bundle says where its sources lie, and each package manager has another place for them.
new RemoteMcpServer(new Stack(app, 'Code'), 'Server', { tools: [McpTool.fromCode('greet', McpCode.fromEntry('tool.ts'), { description: 'Greets' })] });
app.synth();
