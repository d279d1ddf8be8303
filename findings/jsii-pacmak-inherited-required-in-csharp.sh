#!/usr/bin/env bash
# Version: npm jsii-pacmak 1.140.0, jsii 6.0.16
# Behaviour: the C# that jsii-pacmak writes for a struct whose required properties are all inherited lacks '#pragma warning disable CS8618', which it writes
# for one that declares a required property itself. The compiler then warns of each such property: "Non-nullable property 'Name' is uninitialized". Whoever
# builds the bindings sees it, and nobody who uses the package: 9 warnings in ours; aws-cdk-lib 2.258.1 has 109 such structs.
#
# Output seen:
#   declares a required property: silenced
#   inherits the only one: not silenced
#
# Our declarations need no change.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
cat > package.json <<'JSON'
{
  "name": "trial", "version": "0.0.0", "description": "A trial", "license": "Apache-2.0", "author": { "name": "Trial", "email": "trial@example.com" },
  "repository": { "type": "git", "url": "https://example.com/trial.git" }, "main": "index.js", "types": "index.d.ts",
  "jsii": { "outdir": "dist", "targets": { "dotnet": { "namespace": "Trial", "packageId": "Trial" } } }
}
JSON
npm install --silent --no-audit --no-fund --save-dev --save-exact jsii@6.0.16 jsii-pacmak@1.140.0
cat > index.ts <<'TS'
/** Declares it. */
export interface Own {
  /** A name. */
  readonly name: string;
}
/** Inherits it. */
export interface Derived extends Own {
  /** A note. */
  readonly note?: string;
}
TS
npx jsii > said 2>&1 || { cat said >&2; exit 1; }
JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1 npx jsii-pacmak --code-only --target dotnet > said 2>&1 || { cat said >&2; exit 1; }
state() { grep -q 'disable CS8618' "dist/dotnet/Trial/Trial/$1.cs" && echo silenced || echo 'not silenced'; }
own=$(state Own)
derived=$(state Derived)
printf 'declares a required property: %s\ninherits the only one: %s\n' "$own" "$derived"
[ "$own" = silenced ] && [ "$derived" = 'not silenced' ]
