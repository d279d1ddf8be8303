#!/usr/bin/env bash
# Version: npm @modelcontextprotocol/client 2.4.0
# Behaviour: npm @modelcontextprotocol/client 2.4.0, Streamable HTTP client, 2025-11-25: when the event stream that answers a tools/call ends, properly,
# before the result and without event ids, the call does not fail. It waits for its time-out (60 seconds by default), though nothing can come.
# The same call fails at once where the answer is JSON and breaks off.
#
# Output seen with a time-out of 4 seconds:
#   json: fails at once
#   sse: Request timed out, after 4 seconds
#
# So a server must end each stream with a result or an error, also where the tool is stuck and the function about to be stopped. This package
# keeps two seconds of each request for that.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/client@2.4.0
cat > trial.mjs <<'NODE'
import { createServer } from 'node:http';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const TIMEOUT = 4000;
const RESULTS = {
  'initialize': { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'broken', version: '1' } },
  'tools/list': { tools: [{ name: 'broken', inputSchema: { type: 'object' } }] },
};

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  if (request.method !== 'POST') return response.writeHead(405).end();
  const { id, method, params } = JSON.parse(body);
  if (id === undefined) return response.writeHead(202).end();
  if (method !== 'tools/call') {
    return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result: RESULTS[method] }));
  }
  if (params.arguments.format === 'json') return response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"jsonrpc":"2.0",');
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write('data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"begun"}}\n\n');
  response.end();
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));

const client = new Client({ name: 'trial', version: '1' });
await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${server.address().port}/mcp`)));
for (const format of ['json', 'sse']) {
  const started = Date.now();
  const error = await client.callTool({ name: 'broken', arguments: { format } }, { timeout: TIMEOUT }).then(() => ({ message: 'no error' }), (reason) => reason);
  const waited = Date.now() - started >= TIMEOUT;
  console.log(waited ? `${format}: ${error.message}, after ${TIMEOUT / 1000} seconds` : `${format}: fails at once`);
}
process.exit(0);
NODE
seen=$(node trial.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
json: fails at once
sse: Request timed out, after 4 seconds
SEEN
