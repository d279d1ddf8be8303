#!/usr/bin/env bash
# Version: PyPI mcp 2.3.0; npm @modelcontextprotocol/sdk 1.32.2
# Behaviour: PyPI mcp 2.3.0: `model_dump_json()` of a CallToolResult, as everybody writes pydantic models, gives names that MCP does not have
# (`mime_type`, `structured_content`, `is_error`, `meta`) and null for what there is not. By `by_alias=True` the names are MCP's, the nulls stay.
# The official TypeScript client (npm @modelcontextprotocol/sdk 1.32.2) throws away the first for its image without `mimeType`, and the second
# for `annotations` that are null. In mcp 1.30 the fields had MCP's names, and a plain dump differed by `meta` alone.
#
# Output seen:
#   plain: mime_type structured_content is_error; refused: content.0
#   by alias: mimeType structuredContent isError; refused: _meta content.0 structuredContent
#
# A tool's function may answer either here: docs/operations.md, "How tool results are converted".
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check mcp==2.3.0
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2
cat > dump.py <<'PYTHON'
from mcp_types import CallToolResult, ImageContent

result = CallToolResult(content=[ImageContent(type="image", data="AAEC", mime_type="image/png")])
print(result.model_dump_json())
print(result.model_dump_json(by_alias=True))
PYTHON
cat > judge.mjs <<'NODE'
import { readFileSync } from 'node:fs';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

const NAMES = ['mime_type', 'mimeType', 'structured_content', 'structuredContent', 'is_error', 'isError'];
readFileSync('dumped', 'utf8').trim().split('\n').forEach((text, index) => {
  const { error } = CallToolResultSchema.safeParse(JSON.parse(text));
  const refused = [...new Set(error?.issues.map(({ path }) => path.join('.')) ?? [])];
  console.log(`${['plain', 'by alias'][index]}: ${NAMES.filter((name) => text.includes(`"${name}"`)).join(' ')}; refused: ${refused.join(' ')}`);
});
NODE
python/bin/python dump.py > dumped
node judge.mjs | tee seen
diff seen - <<'SEEN'
plain: mime_type structured_content is_error; refused: content.0
by alias: mimeType structuredContent isError; refused: _meta content.0 structuredContent
SEEN
