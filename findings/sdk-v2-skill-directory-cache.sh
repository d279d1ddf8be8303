#!/usr/bin/env bash
# Version: npm @modelcontextprotocol/client 2.4.0
# Behaviour: its SkillsClient refuses the result of `resources/directory/read` that the Skills extension shows as an example: it demands `ttlMs` and
# `cacheScope`, which the specification requires of `skills/list` and `skills/get` alone (`ReadResourceDirectoryResult extends PaginatedResult`).
#
# Output seen:
#   as the specification has it: Invalid result for resources/directory/read: ttlMs: Invalid input: expected number, received undefined, cacheScope: Invalid option: expected one of "public"|"private"
#   with ttlMs and cacheScope: 1 resource
#
# A server that sends the two members is right for both.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/client@2.4.0
cat > trial.mjs <<'NODE'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { SkillsClient } from '@modelcontextprotocol/client/ext/skills';

async function read(hints) {
  const results = {
    'server/discover': {
      supportedVersions: ['2026-07-28'], ttlMs: 0, cacheScope: 'private',
      capabilities: { resources: {}, extensions: { 'io.modelcontextprotocol/skills': { directoryRead: true } } },
    },
    'resources/directory/read': { resources: [{ uri: 'skill://a/SKILL.md', name: 'a', mimeType: 'text/markdown' }], ...hints },
  };
  const fetch = async (url, { body }) => {
    const { id, method } = JSON.parse(body);
    return Response.json({ jsonrpc: '2.0', id, result: { resultType: 'complete', ...results[method] } });
  };
  const client = new Client({ name: 'trial', version: '1.0.0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch }));
  return new SkillsClient(client).readDirectory('skill://a').then(({ resources }) => `${resources.length} resource`, ({ message }) => message);
}

console.log(`as the specification has it: ${await read({})}`);
console.log(`with ttlMs and cacheScope: ${await read({ ttlMs: 0, cacheScope: 'private' })}`);
NODE
node trial.mjs | tee output
diff output - <<'SEEN'
as the specification has it: Invalid result for resources/directory/read: ttlMs: Invalid input: expected number, received undefined, cacheScope: Invalid option: expected one of "public"|"private"
with ttlMs and cacheScope: 1 resource
SEEN
