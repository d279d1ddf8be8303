#!/usr/bin/env bash
# Version: npm @modelcontextprotocol/server 2.4.0
# Behaviour: npm @modelcontextprotocol/server 2.4.0: one handler serves 2026-07-28 and, by default, the revisions before. For a resource that does not exist
# 2025-11-25 has the code -32002 (server/resources, "Error Handling"), which 2026-07-28 replaced by -32602. The handler answers -32602 in both: a client
# of 2025-11-25 that tells "gone" from "wrong parameters" by the code cannot.
#
# Output seen:
#   2025-11-25: -32602
#   2026-07-28: -32602
#
# Here each revision has its own code (test/lambda-src/mcp/endpoint.test.ts; test/lambda-src/mcp/differential.test.ts compares the two servers).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/server@2.4.0
cat > trial.mjs <<'NODE'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'trial', version: '1' });
  server.registerResource('guide', 'docs://guide', {}, async () => ({ contents: [{ uri: 'docs://guide', text: 'a' }] }));
  return server;
});
const uri = 'docs://gone';
const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };
const REQUESTS = { '2025-11-25': [{ uri }, {}], '2026-07-28': [{ uri, _meta }, { 'Mcp-Method': 'resources/read', 'Mcp-Name': uri }] };
for (const [version, [params, headers]] of Object.entries(REQUESTS)) {
  const response = await handler.fetch(new Request('http://localhost/mcp', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', 'MCP-Protocol-Version': version, ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'resources/read', params }),
  }));
  console.log(`${version}: ${/"code":(-\d+)/.exec(await response.text())[1]}`);
}
NODE
node trial.mjs | tee seen
diff seen - <<'SEEN'
2025-11-25: -32602
2026-07-28: -32602
SEEN
