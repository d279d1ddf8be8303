#!/usr/bin/env bash
# Version: npm @google/gemini-cli-core 0.61.0
# Behaviour: npm @google/gemini-cli-core 0.61.0: Gemini CLI looks for the challenge of an MCP server with HEAD alone. Where HEAD is answered with 404 or 405,
# as a server may that takes nothing but POST, it never sees the 401 that POST is answered with; it then looks at the root of the host, and gives
# up where the challenge would have led it elsewhere.
#
# Output seen, with a server at /prod/mcp whose 401 names /prod/.well-known/oauth-protected-resource/mcp:
#   HEAD /prod/mcp
#   Failed to discover OAuth configuration from MCP server
#   POST /prod/mcp: never sent
#
# This package answers HEAD of the MCP URL with the challenge, too (docs/clients.md, discovery on a stage URL).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --omit=optional @google/gemini-cli-core@0.61.0
cat > trial.mjs <<'NODE'
import { createServer } from 'node:http';
import { MCPOAuthProvider } from '@google/gemini-cli-core';

const asked = [];
const server = createServer(({ method, url, headers }, response) => {
  asked.push(`${method} ${url}`);
  const isCall = method === 'POST' && url === '/prod/mcp';
  if (isCall) response.setHeader('WWW-Authenticate', `Bearer resource_metadata="http://${headers.host}/prod/.well-known/oauth-protected-resource/mcp"`);
  response.writeHead(isCall ? 401 : url === '/prod/mcp' ? 405 : 404).end();
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/prod/mcp`;
const failed = await new MCPOAuthProvider({}).authenticate('trial', { enabled: true }, url).then(() => 'signed in', ({ message }) => message);
console.log(asked.find((request) => request.endsWith('/prod/mcp')));
console.log(failed);
console.log(`POST /prod/mcp: ${asked.includes('POST /prod/mcp') ? 'sent' : 'never sent'}`);
process.exit(0);
NODE
seen=$(HOME="$directory" node trial.mjs 2>/dev/null | grep -E '^(HEAD|POST|Failed|signed)')
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
HEAD /prod/mcp
Failed to discover OAuth configuration from MCP server
POST /prod/mcp: never sent
SEEN
