#!/usr/bin/env bash
# Version: npm @modelcontextprotocol/server 2.4.0
# Behaviour: npm @modelcontextprotocol/server 2.4.0, ext/skills: the resource of a skill's SKILL.md should have the name and the description of its front matter
# (ext-skills, "Resource Metadata"). It does in resources/list; in resources/directory/read the same resource is named "SKILL.md", without a description. A host
# that shows what directories hold shows "SKILL.md" for every skill.
#
# Output seen:
#   resources/list: packing, Packs for any weather.
#   resources/directory/read: SKILL.md, undefined
#
# Here both have the front matter's (test/lambda-src/mcp/differential.test.ts compares the two servers).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/server@2.4.0
cat > trial.mjs <<'NODE'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { memorySkillFiles, SkillsExtension } from '@modelcontextprotocol/server/ext/skills';

const skills = await SkillsExtension.load(memorySkillFiles({ 'packing/SKILL.md': '---\nname: packing\ndescription: Packs for any weather.\n---\n\nPack a coat.\n' }));
const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'trial', version: '1' });
  skills.attach(server);
  return server;
});
const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };
for (const [method, params] of [['resources/list', {}], ['resources/directory/read', { uri: 'skill://packing' }]]) {
  const response = await handler.fetch(new Request('http://localhost/mcp', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': method },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
  }));
  const manifest = (await response.json()).result.resources.find(({ uri }) => uri === 'skill://packing/SKILL.md');
  console.log(`${method}: ${manifest.name}, ${manifest.description}`);
}
NODE
node trial.mjs | tee seen
diff seen - <<'SEEN'
resources/list: packing, Packs for any weather.
resources/directory/read: SKILL.md, undefined
SEEN
