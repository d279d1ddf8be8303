#!/usr/bin/env bash
# Version: npm @google/gemini-cli-core 0.61.0
# Behaviour: Gemini CLI refreshes a token that ends within five minutes. Whatever comes of the refresh but tokens (503 with `temporarily_unavailable` and Retry-After, 429, a
# server that cannot be reached), it deletes all that it keeps for the server, the refresh token, too, which is as good as before. A second of an outage signs the person out.
#
# Output seen:
#   503, and a server that answers again: kept before: refresh, kept after: nothing, requests for a token: 1, the token: null
#   nobody listens: kept before: refresh, kept after: nothing
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --omit=optional @google/gemini-cli-core@0.61.0
cat > trial.mjs <<'NODE'
import { createServer } from 'node:http';
import { MCPOAuthProvider, MCPOAuthTokenStorage } from '@google/gemini-cli-core';

let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  if (requests === 1) response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' }).end('{"error":"temporarily_unavailable"}');
  else response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"new","token_type":"Bearer","expires_in":3600}');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const storage = new MCPOAuthTokenStorage();
const provider = new MCPOAuthProvider(storage);
const keep = () => storage.saveToken('trial', { accessToken: 'old', tokenType: 'Bearer', refreshToken: 'refresh', expiresAt: Date.now() }, 'client', `${issuer}/token`, `${issuer}/mcp`);
const kept = async () => (await storage.getCredentials('trial'))?.token.refreshToken ?? 'nothing';

await keep();
const before = await kept();
await provider.getValidToken('trial', { enabled: true });
const after = await kept();
const token = await provider.getValidToken('trial', { enabled: true });
console.log(`503, and a server that answers again: kept before: ${before}, kept after: ${after}, requests for a token: ${requests}, the token: ${token}`);
await new Promise((resolve) => server.close(resolve));
server.closeAllConnections();
await keep();
const kept2 = await kept();
await provider.getValidToken('trial', { enabled: true });
console.log(`nobody listens: kept before: ${kept2}, kept after: ${await kept()}`);
process.exit(0);
NODE
seen=$(HOME="$directory" GEMINI_FORCE_FILE_STORAGE=true timeout 60 node trial.mjs 2>errors.txt | grep -E '^(503|nobody)') || cat errors.txt
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
503, and a server that answers again: kept before: refresh, kept after: nothing, requests for a token: 1, the token: null
nobody listens: kept before: refresh, kept after: nothing
SEEN
