import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { McpAuthorization, McpCode, McpSchema, McpTool, RemoteMcpServer } from '../src';

// A server whose tools report and ask. Without authorization, which would cost all calls the same.
const tools = join(process.cwd(), 'bench', 'tools');
const app = new App();
new RemoteMcpServer(new Stack(app, 'Talk'), 'Server', {
  serverName: 'talk',
  authorization: McpAuthorization.none(),
  tools: [
    McpTool.fromCode('report', McpCode.fromFile(join(tools, 'report.mjs')), { description: 'Reports once', inputSchema: McpSchema.fromJson({ type: 'object' }), readOnly: true }),
    McpTool.fromCode('ask', McpCode.fromFile(join(tools, 'ask.mjs')), { description: 'Asks once', inputSchema: McpSchema.fromJson({ type: 'object' }), asks: true }),
  ],
});
app.synth();
