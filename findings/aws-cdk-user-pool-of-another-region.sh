#!/usr/bin/env bash
# Version: npm aws-cdk-lib 2.276.0
# Behaviour: npm aws-cdk-lib 2.276.0: `UserPool.fromUserPoolId()` takes the Region of the stack for that of the user pool, though the id begins with the
# pool's own. ARN, environment and provider name then speak of a pool that cannot exist, and nothing says so: a deployment fails late, and a
# Cognito authorizer or an issuer that is made of them is one that nobody has.
#
# Output seen, in a stack of eu-west-1:
#   region: eu-west-1
#   provider: cognito-idp.eu-west-1.amazonaws.com/us-east-1_AbCdEf
#
# This package goes by the id, and refuses to add an app client to such a pool (src/authorization/user-pool-provider.ts).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.5.1
cat > trial.cjs <<'NODE'
const { App, Stack } = require('aws-cdk-lib');
const { UserPool } = require('aws-cdk-lib/aws-cognito');

const stack = new Stack(new App({ outdir: 'cdk.out' }), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
const pool = UserPool.fromUserPoolId(stack, 'Pool', 'us-east-1_AbCdEf');
const suffix = stack.resolve(pool.userPoolProviderName);
console.log('region:', pool.env.region);
console.log('provider:', typeof suffix === 'string' ? suffix : suffix['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'amazonaws.com')).join(''));
NODE
expected='region: eu-west-1
provider: cognito-idp.eu-west-1.amazonaws.com/us-east-1_AbCdEf'
actual=$(node trial.cjs)
echo "$actual"
[ "$actual" = "$expected" ] || { echo "changed: the note above no longer holds" >&2; exit 1; }
