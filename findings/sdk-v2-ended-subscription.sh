#!/usr/bin/env bash
# Version: npm @modelcontextprotocol/client 2.4.0
# Behaviour: a client with `listChanged` handlers opens `subscriptions/listen` when it connects. When the server ends that stream as the specification
# says (the result of the request, "resultType": "complete"), the client opens no other, calls neither `onerror` nor `onclose`, and its handlers
# are never called again. Only `client.autoOpenedSubscription.closed` says it ("graceful"). Servers behind a gateway with a limit, such as 15 minutes at
# API Gateway, end every stream.
#
# Output seen:
#   listen requests in two seconds after the end: 1
#   closed: graceful, onerror: 0, onclose: 0
#
# docs/subscriptions.md shows how to listen again.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/client@2.4.0
cat > trial.mjs <<'NODE'
import { createServer } from 'node:http';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

let listens = 0;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk)).on('end', () => {
    const { id, method, params } = JSON.parse(body);
    if (method === 'server/discover') {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ jsonrpc: '2.0', id, result: {
        resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: { tools: { listChanged: true } }, ttlMs: 0, cacheScope: 'private',
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'trial', version: '1' } },
      } }));
    } else if (method === 'subscriptions/listen') {
      listens += 1;
      const _meta = { 'io.modelcontextprotocol/subscriptionId': id };
      response.setHeader('Content-Type', 'text/event-stream');
      response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params: { _meta, notifications: params.notifications } })}\n\n`);
      setTimeout(() => response.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', _meta } })}\n\n`), 100);
    } else {
      response.writeHead(202).end();
    }
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const seen = { onerror: 0, onclose: 0 };
const client = new Client({ name: 'trial', version: '1' }, {
  versionNegotiation: { mode: { pin: '2026-07-28' } }, listChanged: { tools: { onChanged: () => undefined, autoRefresh: false } },
});
client.onerror = () => (seen.onerror += 1);
client.onclose = () => (seen.onclose += 1);
await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${server.address().port}/mcp`)));
const closed = await client.autoOpenedSubscription.closed;
await new Promise((resolve) => setTimeout(resolve, 2000));
console.log(`listen requests in two seconds after the end: ${listens}`);
console.log(`closed: ${closed}, onerror: ${seen.onerror}, onclose: ${seen.onclose}`);
process.exit(0);
NODE
node trial.mjs | tee output.txt
diff output.txt - <<'EXPECTED'
listen requests in two seconds after the end: 1
closed: graceful, onerror: 0, onclose: 0
EXPECTED
