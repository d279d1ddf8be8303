#!/usr/bin/env bash
# Version: npm @modelcontextprotocol/sdk 1.32.2 with zod 4.3.6
# Behaviour: npm @modelcontextprotocol/sdk 1.32.2, client, with zod 4.3.6: z.toJSONSchema() writes `"id": "User"` into the $defs of a schema that was given
# .meta({ id: 'User' }) (4.5.0 no longer). In 2020-12 that is an unknown keyword, an annotation. A client on the SDK v1 compiles each tool's output schema with ajv
# when it lists the tools; ajv takes `id` for that of draft 4 and throws. The client loses the whole list, of a server whose other tools are fine.
# @modelcontextprotocol/client 2.4.0 lists them.
#
# Output seen:
#   the schema holds "id": true
#   sdk 1.32.2: NOT SUPPORTED: keyword "id", use "$id" for schema ID
#   client 2.4.0: 2 tools
#
# This package warns of it at synthesis (rule outputSchemaOfSdkV1 in docs/portability.md).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0 zod@4.3.6
cat > trial.mjs <<'NODE'
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { z } from 'zod';

const User = z.object({ name: z.string() }).meta({ id: 'User' });
const outputSchema = z.toJSONSchema(z.object({ author: User, editor: User }));
console.log(`the schema holds "id": ${outputSchema.$defs.User.id === 'User'}`);

const RESULTS = {
  'initialize': { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'trial', version: '1' } },
  'tools/list': { tools: [{ name: 'good', inputSchema: { type: 'object' } }, { name: 'other', inputSchema: { type: 'object' }, outputSchema }] },
};
/** A server in the same process. */
const transport = () => ({
  async start() {},
  async close() {},
  async send({ id, method }) {
    if (id !== undefined) setImmediate(() => this.onmessage({ jsonrpc: '2.0', id, result: RESULTS[method] }));
  },
});
for (const [name, Client] of [['sdk 1.32.2', ClientV1], ['client 2.4.0', ClientV2]]) {
  const client = new Client({ name: 'trial', version: '1' });
  await client.connect(transport());
  const { tools } = await client.listTools().catch((error) => ({ tools: error.message }));
  console.log(`${name}: ${Array.isArray(tools) ? `${tools.length} tools` : tools}`);
}
NODE
seen=$(node trial.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
the schema holds "id": true
sdk 1.32.2: NOT SUPPORTED: keyword "id", use "$id" for schema ID
client 2.4.0: 2 tools
SEEN
