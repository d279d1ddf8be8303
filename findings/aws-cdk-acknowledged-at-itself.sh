#!/usr/bin/env bash
# Version: npm aws-cdk-lib 2.258.1
# Behaviour: npm aws-cdk-lib 2.258.1: `Annotations.of(construct).acknowledgeWarning(id)` removes the warnings that the construct has. Of those that come later,
# in a validation or by an Aspect, it holds for what is below the construct, not for the construct itself: `Acknowledgements.searchPaths()` looks up each path
# above, and leaves out the whole one. 2.276.0 does not.
#
# Output seen:
#   at the construct: 1
#   above it: 0
#
# Late warnings of this package stand on a part of the server, so that they can be acknowledged at the server (src/monitoring/asked-metrics.ts).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.258.1 constructs@10.5.1
cat > trial.cjs <<'NODE'
const { Annotations, App, Stack } = require('aws-cdk-lib');
const { Construct } = require('constructs');

function warnings(acknowledgedAt) {
  const app = new App({ outdir: 'cdk.out' });
  const stack = new Stack(app, 'Stack');
  const part = new Construct(stack, 'Part');
  Annotations.of(acknowledgedAt === 'part' ? part : stack).acknowledgeWarning('example:late');
  part.node.addValidation({ validate: () => (Annotations.of(part).addWarningV2('example:late', 'late'), []) });
  return app.synth().getStackByName('Stack').messages.length;
}

console.log('at the construct:', warnings('part'));
console.log('above it:', warnings('stack'));
NODE
expected='at the construct: 1
above it: 0'
actual=$(node trial.cjs)
echo "$actual"
[ "$actual" = "$expected" ] || { echo "changed: the note above no longer holds" >&2; exit 1; }
