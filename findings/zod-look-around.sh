#!/usr/bin/env bash
# Version: npm zod 4.5.0 and 4.6.7
# Behaviour: npm zod, z.toJSONSchema(): some formats become patterns with look-around, which is legal JSON Schema, and for which OpenAI's API refuses the
# whole request ("Invalid JSON schema: regex lookaround is not supported"), whatever tool is meant. Until 4.5 that was so for z.email(); in
# 4.6.7 it still is for z.hostname() and z.iso.duration(). So whether a server's tools work with a model hangs on the version of zod.
#
# Output seen:
#   4.5.0: email hostname duration
#   4.6.7: hostname duration
#
# This package warns of it at synthesis (rule lookAround in docs/portability.md).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
cat > trial.mjs <<'NODE'
import { createRequire } from 'node:module';
for (const version of ['4.5.0', '4.6.7']) {
  const { z } = createRequire(`${process.cwd()}/${version}/index.js`)('zod');
  const formats = { email: z.email(), hostname: z.hostname(), duration: z.iso.duration(), date: z.iso.date(), uuid: z.uuid() };
  const { properties } = z.toJSONSchema(z.object(formats));
  console.log(`${version}: ${Object.keys(properties).filter((name) => /\(\?<?[=!]/.test(properties[name].pattern ?? '')).join(' ')}`);
}
NODE
for version in 4.5.0 4.6.7; do
  npm install --silent --no-audit --no-fund --prefix "$version" "zod@$version"
done
seen=$(node trial.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
4.5.0: email hostname duration
4.6.7: hostname duration
SEEN
