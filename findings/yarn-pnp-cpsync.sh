#!/usr/bin/env bash
# Version: npm @yarnpkg/cli-dist 4.18.1 with Node.js 24
# Behaviour: npm @yarnpkg/cli-dist 4.18.1 (Plug'n'Play) with Node.js 24.21.0: `fs.cpSync` cannot copy a directory of an installed package, though
# `fs.readdirSync` and `fs.readFileSync` read it from its archive. Node.js 24 copies below the functions that Yarn replaces; Node.js 20 does not.
#
# Output seen:
#   readdirSync: reads it
#   cpSync: ENOTDIR        (ENOENT where the package has peer dependencies, for then its path is a virtual one)
#
# A construct with bundled assets copies them file by file (aws-cdk-lib's FileSystem.copyDirectory does); this package also asks for
# `preferUnplugged`, because its program starts processes from its files. `npm run test:packaging` installs it so.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export TMPDIR="$dir/tmp" YARN_GLOBAL_FOLDER="$dir/yarn" YARN_ENABLE_TELEMETRY=0 YARN_NODE_LINKER=pnp YARN_IGNORE_PATH=1 YARN_ENABLE_IMMUTABLE_INSTALLS=false
mkdir tmp tools app
YARN_NPM_REGISTRY_SERVER=$(npm config get registry); export YARN_NPM_REGISTRY_SERVER
(cd tools && npm init -y >/dev/null && npm install --silent --no-audit --no-fund @yarnpkg/cli-dist@4.18.1 node@24.21.0)
export PATH="$dir/tools/node_modules/.bin:$PATH"
yarn() { node "$dir/tools/node_modules/@yarnpkg/cli-dist/bin/yarn.js" "$@"; }
cd app
echo '{ "name": "app", "private": true, "dependencies": { "ms": "2.1.3" } }' > package.json
touch yarn.lock
yarn install >/dev/null
cat > copy.cjs <<'JS'
const fs = require('node:fs');
const path = require('node:path');
const directory = path.dirname(require.resolve('ms/package.json'));
console.log('readdirSync:', fs.readdirSync(directory).includes('package.json') ? 'reads it' : 'misses package.json');
try {
  fs.cpSync(directory, path.join(__dirname, 'copy'), { recursive: true });
  console.log('cpSync: copies it');
} catch (error) {
  console.log('cpSync:', error.code);
}
JS
output=$(yarn node copy.cjs)
echo "$output"
[ "$output" = $'readdirSync: reads it\ncpSync: ENOTDIR' ]
