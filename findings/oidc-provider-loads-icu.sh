#!/usr/bin/env bash
# Version: npm oidc-provider 9.13.3, on Node.js 24
# Behaviour: npm oidc-provider 9.13.3 makes two `Intl.ListFormat` when it is imported, for the "and" and the "or" in the texts of some errors. The first one
# of a process loads ICU's data: 13 ms of processor time and 7 MB, an eighth of what a function with this library takes to start and to answer.
#
# Output seen:
#   made by the import: 2
#
# The OAuth function's bundle makes them when they are used (scripts/oauth-on-lambda.mjs).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund oidc-provider@9.13.3 node@24
cat > trial.mjs <<'NODE'
const { ListFormat } = Intl;
let made = 0;
Intl.ListFormat = class extends ListFormat {
  constructor(...how) {
    super(...how);
    made += 1;
  }
};
await import('oidc-provider');
console.log(`made by the import: ${made}`);
NODE
output=$(node_modules/.bin/node trial.mjs)
echo "$output"
diff <(echo "$output") - <<'EXPECTED'
made by the import: 2
EXPECTED
