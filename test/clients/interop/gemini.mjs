// Connects Gemini CLI's own OAuth provider, built by scripts/test-clients.mjs, to the URL that it is given.
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [, , mcpUrl, built] = process.argv;
const { coreEvents, MCPOAuthProvider } = await import(pathToFileURL(built));

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

// It shows people the address, and opens it where something opens addresses.
coreEvents.on('user-feedback', ({ message }) => {
  const [url] = /http:\/\/\S+\/authorize\?\S+/.exec(message) ?? [];
  if (url !== undefined) say({ authorize: url, listening: true });
});
coreEvents.on('consent-request', ({ onConfirm }) => onConfirm(true));

const kept = new Map();
const provider = new MCPOAuthProvider({
  saveToken: async (server, token) => { kept.set(server, { token }); },
  getCredentials: async (server) => kept.get(server) ?? null,
});
const { accessToken } = await provider.authenticate('weather', { enabled: true }, mcpUrl);

const client = new Client({ name: 'gemini-cli-mcp-client', version: '0.61.0' });
await client.connect(new StreamableHTTPClientTransport(new URL(mcpUrl), { requestInit: { headers: { Authorization: `Bearer ${accessToken}` } } }));
const { tools } = await client.listTools();
const { structuredContent } = await client.callTool({ name: 'get_forecast', arguments: { city: 'Oslo' } });
say({ tools: tools.map(({ name }) => name), forecast: structuredContent });
await client.close();
process.exit(0);
