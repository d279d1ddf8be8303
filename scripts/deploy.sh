#!/usr/bin/env bash
# Deploys an example to the AWS account of your credentials: installs, builds, shows what changes, asks, deploys.
#
#   scripts/deploy.sh [--yes] [directory of a CDK app, default examples/weather]
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
yes=
[ "${1:-}" = --yes ] && { yes=1; shift; }
app=$(cd "${1:-$root/examples/weather}" && pwd)
fail() { echo "deploy.sh: $1" >&2; exit 1; }

[ -f "$app/cdk.json" ] || fail "$app is no CDK app: it has no cdk.json"
command -v node >/dev/null || fail 'Node.js is not installed'
if [ -z "${AWS_ACCESS_KEY_ID:-}${AWS_PROFILE:-}${AWS_WEB_IDENTITY_TOKEN_FILE:-}${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI:-}${AWS_CONTAINER_CREDENTIALS_FULL_URI:-}" ] \
  && [ ! -f "${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}" ] && [ ! -f "${AWS_CONFIG_FILE:-$HOME/.aws/config}" ]; then
  fail 'no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (see "aws configure sso"). To try the server without AWS: npm start'
fi
if [ -z "${AWS_REGION:-}${AWS_DEFAULT_REGION:-}" ] && ! grep -qs '^ *region' "${AWS_CONFIG_FILE:-$HOME/.aws/config}"; then
  fail 'no Region: set AWS_REGION, such as eu-central-1'
fi

cd "$root"
# The repository brings its own Node.js and its own CDK.
[ -d node_modules ] || npm ci
export PATH=$root/node_modules/.bin:$PATH JSII_DEPRECATED=quiet
echo 'Building …'
node scripts/bundle.mjs

cd "$app"
echo 'What changes:'
cdk diff || fail 'the difference cannot be shown: are the credentials valid, and is the account bootstrapped (npx cdk bootstrap)?'
if [ -z "$yes" ]; then
  read -r -p 'Deploy this? It costs money while it exists; the standard firewall about 23 USD a month. [y/N] ' answer || answer=
  case $answer in y | Y | yes) ;; *) echo 'Nothing was deployed.'; exit 0 ;; esac
fi
cdk deploy --all --require-approval never --outputs-file cdk.out/outputs.json

echo
echo 'Walk the API of what was deployed:'
echo "  INITIAL_ACCESS_TOKEN=\$(aws secretsmanager get-secret-value --query SecretString --output text --secret-id <InitialAccessTokenSecretArn>) scripts/test-api.sh <McpUrl>"
echo "The outputs are in $app/cdk.out/outputs.json. To delete it all: cd $app && npx cdk destroy"
