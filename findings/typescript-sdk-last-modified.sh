#!/usr/bin/env bash
# Version: npm @modelcontextprotocol/sdk 1.32.2, @modelcontextprotocol/client 2.4.0
# Behaviour: npm @modelcontextprotocol/sdk 1.32.2 and @modelcontextprotocol/client 2.4.0: the specification has `annotations.lastModified` as a string, an
# "ISO 8601 formatted" one. Both clients want RFC 3339 with seconds and an offset, and throw the whole tool result away, text and all, over
# other times of ISO 8601: what Python's datetime.isoformat() writes for a time without a zone, a date, a time without seconds.
#
# Output seen:
#   2026-07-28T12:00:00Z: true true
#   2026-07-28T12:00:00+02:00: true true
#   2026-07-28T12:00:00: false false
#   2026-07-28: false false
#   2026-07-28T12:00Z: false false
#   20260728T120000Z: false false
#
# Here such a result is a tool error, and the log line names the member (docs/operations.md, "How tool results are converted").
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0
cat > trial.mjs <<'NODE'
import { isCallToolResult } from '@modelcontextprotocol/client';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

const TIMES = ['2026-07-28T12:00:00Z', '2026-07-28T12:00:00+02:00', '2026-07-28T12:00:00', '2026-07-28', '2026-07-28T12:00Z', '20260728T120000Z'];
for (const lastModified of TIMES) {
  const result = { content: [{ type: 'text', text: 'a', annotations: { lastModified } }] };
  console.log(`${lastModified}: ${CallToolResultSchema.safeParse(result).success} ${isCallToolResult(result)}`);
}
NODE
node trial.mjs | tee seen
diff seen - <<'SEEN'
2026-07-28T12:00:00Z: true true
2026-07-28T12:00:00+02:00: true true
2026-07-28T12:00:00: false false
2026-07-28: false false
2026-07-28T12:00Z: false false
20260728T120000Z: false false
SEEN
