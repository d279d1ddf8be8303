#!/usr/bin/env bash
# Version: npm aws-cdk-lib 2.276.0
# Behaviour: npm aws-cdk-lib 2.276.0: the logical id of `Function.currentVersion` is a digest of the text of the function's properties, not of what they come to.
# A function with an asset, in a stack that gets `env: { region }` later, is the same function: `${AWS::Region}` in the name of the assets' bucket became the
# Region's name. Its version has another logical id all the same, so that CloudFormation asks Lambda to publish a version of a function that has not
# changed, which Lambda does not: the deployment fails with "A version for this Lambda function exists ( 1 )".
#
# Output seen:
#   the same function: true
#   the same version: false
#
# Our functions have the digest in their descriptions, so that they change whenever a version is asked for (src/functions/referenced-configuration.ts).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.5.1
mkdir code
echo 'exports.handler = async () => 1;' > code/index.js
cat > trial.cjs <<'NODE'
const { App, Stack, aws_lambda: lambda } = require('aws-cdk-lib');
const { Template } = require('aws-cdk-lib/assertions');

const region = 'eu-central-1';

function template(env) {
  const stack = new Stack(new App({ outdir: 'cdk.out' }), 'Stack', { env });
  const fn = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset('code') });
  fn.currentVersion;
  const { Resources } = Template.fromStack(stack).toJSON();
  const idOf = (type) => Object.keys(Resources).find((id) => Resources[id].Type === type);
  const properties = JSON.stringify(Resources[idOf('AWS::Lambda::Function')].Properties);
  return { properties: properties.replaceAll('${AWS::Region}', region), version: idOf('AWS::Lambda::Version') };
}

const [before, after] = [template(), template({ region })];
console.log('the same function:', before.properties === after.properties);
console.log('the same version:', before.version === after.version);
NODE
expected='the same function: true
the same version: false'
actual=$(node trial.cjs)
echo "$actual"
[ "$actual" = "$expected" ] || { echo "changed: the note above no longer holds" >&2; exit 1; }
