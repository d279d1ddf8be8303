#!/usr/bin/env bash
# Version: npm @langchain/mcp-adapters 1.1.4, @google/adk 2.0.0, @ai-sdk/mcp 2.0.99
# Behaviour: a tool's schema becomes another one, without a word. LangChain merges the alternatives of a `oneOf` or `anyOf` of objects into one object, whose
# `const` is that of the last: it refuses a valid call of any other alternative itself, before it is sent. Google's ADK makes an object without
# members of every `$ref` and of a map, and texts of an enum of numbers. Vercel's AI SDK closes a tool that takes any arguments.
#
# Output seen:
#   langchain: {"kind":{"const":"square"},"r":{"type":"number"},"side":{"type":"number"}}
#   langchain, a circle: Received tool input did not match expected schema
#   adk: unit {"type":"OBJECT","properties":{}}, labels {"type":"OBJECT","properties":{}}, level {"type":"NUMBER","enum":["1","2"]}
#   ai-sdk, additionalProperties: true becomes false
#
# This package's page on what clients refuse has the rules unions, references, maps and openArguments.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
for name in langchain adk ai; do mkdir "$name" && echo '{"type":"module"}' > "$name/package.json"; done
npm install --silent --no-audit --no-fund --ignore-scripts --prefix langchain @langchain/mcp-adapters@1.1.4 @langchain/core@1.4.0 @langchain/langgraph@1.7.3
npm install --silent --no-audit --no-fund --ignore-scripts --prefix adk @google/adk@2.0.0 @modelcontextprotocol/sdk@1.32.2
npm install --silent --no-audit --no-fund --ignore-scripts --prefix ai @ai-sdk/mcp@2.0.99 ai@7.0.173
cat > serve.mjs <<'JS'
import { createServer } from 'node:http';

/** Answers a request of MCP with what `results` has under its method. */
export async function serve(results) {
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(405, { 'content-length': 0 }).end();
      return;
    }
    const message = JSON.parse((await request.toArray()).join(''));
    if (message.id === undefined) {
      response.writeHead(202, { 'content-length': 0 }).end();
      return;
    }
    const initialize = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'trial', version: '1' } };
    const result = { initialize: () => initialize, ...results }[message.method]?.(message.params ?? {});
    response.writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...(result ? { result } : { error: { code: -32601, message: 'Method not found' } }) }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/mcp`, close: () => server.close() };
}

const variant = (kind, size) => ({ type: 'object', properties: { kind: { const: kind }, [size]: { type: 'number' } }, required: ['kind', size] });
const SCHEMA = {
  type: 'object',
  properties: {
    shape: { oneOf: [variant('circle', 'r'), variant('square', 'side')] },
    unit: { $ref: '#/$defs/Unit' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    level: { enum: [1, 2] },
  },
  $defs: { Unit: { type: 'string', enum: ['C', 'F'] } },
};
const tools = [['draw', SCHEMA], ['open', { type: 'object', additionalProperties: true }]];
export const trial = () => serve({
  'tools/list': () => ({ tools: tools.map(([name, inputSchema]) => ({ name, description: name, inputSchema })) }),
  'tools/call': () => ({ content: [{ type: 'text', text: 'done' }] }),
});
JS
cat > langchain/trial.mjs <<'JS'
import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { trial } from '../serve.mjs';

const server = await trial();
const client = new MultiServerMCPClient({ mcpServers: { trial: { transport: 'http', url: server.url } } });
const [draw] = await client.getTools();
console.log('langchain:', JSON.stringify(draw.schema.properties.shape.properties));
await draw.invoke({ shape: { kind: 'circle', r: 1 } }).catch(({ message }) => console.log('langchain, a circle:', message.split('\n')[0]));
await client.close();
server.close();
process.exit();
JS
cat > adk/trial.mjs <<'JS'
import { MCPToolset } from '@google/adk';
import { trial } from '../serve.mjs';

const server = await trial();
const tools = new MCPToolset({ type: 'StreamableHTTPConnectionParams', url: server.url });
const [draw] = await tools.getTools();
const { unit, labels, level } = draw._getDeclaration().parameters.properties;
console.log('adk:', Object.entries({ unit, labels, level }).map(([name, schema]) => `${name} ${JSON.stringify(schema)}`).join(', '));
await tools.close();
server.close();
process.exit();
JS
cat > ai/trial.mjs <<'JS'
import { createMCPClient } from '@ai-sdk/mcp';
import { asSchema } from 'ai';
import { trial } from '../serve.mjs';

const server = await trial();
const client = await createMCPClient({ transport: { type: 'http', url: server.url } });
const { open } = await client.tools();
console.log('ai-sdk, additionalProperties: true becomes', (await asSchema(open.inputSchema).jsonSchema).additionalProperties);
await client.close();
server.close();
process.exit();
JS
seen=$(for name in langchain adk ai; do node "$name/trial.mjs" 2>/dev/null; done)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
langchain: {"kind":{"const":"square"},"r":{"type":"number"},"side":{"type":"number"}}
langchain, a circle: Received tool input did not match expected schema
adk: unit {"type":"OBJECT","properties":{}}, labels {"type":"OBJECT","properties":{}}, level {"type":"NUMBER","enum":["1","2"]}
ai-sdk, additionalProperties: true becomes false
SEEN
