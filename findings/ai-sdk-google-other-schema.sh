#!/usr/bin/env bash
# Version: npm @ai-sdk/google 3.0.141
# Behaviour: npm @ai-sdk/google 3.0.141 (the line for ai 6; 4.0.121 sends schemas as they are): what is sent of a tool's schema is another one, without a
# word. A property that may be anything (`true`) becomes a Boolean, a map of texts an object without members, an enum of whole numbers one of
# texts whose type is number, and a tuple a list. The model is asked for arguments that do not fit the tool.
#
# Output seen:
#   anything: {"type":"boolean","properties":{}}
#   map: {"type":"object"}
#   numbers: {"type":"number","format":"enum","enum":["1","2"]}
#   tuple: {"type":"array"}
#
# This package writes no Boolean property schemas, and its documentation names maps and enums of numbers (docs/portability.md).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @ai-sdk/google@3.0.141
cat > trial.mjs <<'NODE'
import { createGoogleGenerativeAI } from '@ai-sdk/google';

const PROPERTIES = {
  anything: true,
  map: { type: 'object', additionalProperties: { type: 'string' } },
  numbers: { enum: [1, 2] },
  tuple: { type: 'array', prefixItems: [{ type: 'string' }], items: false },
};
let sent;
const model = createGoogleGenerativeAI({
  apiKey: 'none',
  fetch: async (_url, { body }) => {
    sent = JSON.parse(body);
    throw new Error('nothing is sent');
  },
})('gemini-2.5-pro');
await model.doGenerate({
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }],
  tools: [{ type: 'function', name: 'trial', description: 'd', inputSchema: { type: 'object', properties: PROPERTIES } }],
}).catch(() => undefined);
const { properties } = sent.tools[0].functionDeclarations[0].parameters;
for (const name of Object.keys(PROPERTIES)) console.log(`${name}: ${JSON.stringify(properties[name])}`);
NODE
seen=$(node trial.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
anything: {"type":"boolean","properties":{}}
map: {"type":"object"}
numbers: {"type":"number","format":"enum","enum":["1","2"]}
tuple: {"type":"array"}
SEEN
