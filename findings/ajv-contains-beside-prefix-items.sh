#!/usr/bin/env bash
# Version: npm ajv 8.20.0 (its export for 2020-12); pip jsonschema 4.26.0 beside it
# Behaviour: npm ajv 8.20.0, its export for 2020-12: where a schema has both `prefixItems` and `contains`, an empty list fits, though it contains nothing;
# without `prefixItems` it does not. pip jsonschema 4.26.0 refuses both.
#
# Output seen, beside the verdict of 2020-12:
#   contains, empty list: false, should be false
#   contains beside prefixItems, empty list: true, should be false
#
# A validator of this package says false both times; test/src/offering/json-schema/other-compilers.test.ts leaves these schemas out.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ajv@8.20.0
cat > trial.cjs <<'NODE'
const { default: Ajv } = require('ajv/dist/2020');

const say = (what, schema, value, right) => console.log(`${what}: ${new Ajv({ strict: false }).compile(schema)(value)}, should be ${right}`);
say('contains, empty list', { type: 'array', contains: { type: 'string' } }, [], false);
say('contains beside prefixItems, empty list', { type: 'array', prefixItems: [{ type: 'integer' }], contains: { type: 'string' } }, [], false);
NODE
seen=$(node trial.cjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
contains, empty list: false, should be false
contains beside prefixItems, empty list: true, should be false
SEEN
