import { App } from 'aws-cdk-lib';
import { startRemoteMcpServer, type TestedRemoteMcpServer, type ToolCall } from 'cdk-remote-mcp-server/testing';

/** The types that a test sees. */
export async function calls(): Promise<readonly ToolCall[]> {
  const server: TestedRemoteMcpServer = await startRemoteMcpServer(new App(), { time: new Date() });
  const client = await server.client('reader', { scopes: ['mcp'] });
  await client.callTool({ name: 'get_forecast', arguments: {} });
  return server.tool('get_forecast').calls();
}
