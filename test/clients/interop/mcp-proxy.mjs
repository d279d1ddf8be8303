// Starts the bridge mcp-proxy, whose program it is given last, as a machine at the MCP URL before it, and speaks to it as a client does that only starts programs.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const [, , mcpUrl, program] = process.argv;
const { CLIENT_ID, CLIENT_SECRET, TOKEN_ENDPOINT } = process.env;

const client = new Client({ name: 'interop', version: '1.0.0' });
await client.connect(new StdioClientTransport({
  command: program,
  args: ['--transport', 'streamablehttp', '--client-id', CLIENT_ID, '--client-secret', CLIENT_SECRET, '--token-url', TOKEN_ENDPOINT, mcpUrl],
  stderr: 'inherit',
}));
const { tools } = await client.listTools();
const { structuredContent } = await client.callTool({ name: 'get_forecast', arguments: { city: 'Oslo' } });
process.stdout.write(`${JSON.stringify({ tools: tools.map(({ name }) => name), forecast: structuredContent })}\n`);
await client.close();
