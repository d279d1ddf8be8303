#!/usr/bin/env bash
# Version: npm oauth4webapi 3.8.8
# Behaviour: ClientSecretBasic percent-encodes the characters - _ . * of client id and secret as well, which application/x-www-form-urlencoded (RFC 6749,
# section 2.3.1) leaves as they are. Token endpoints that do not decode the credentials then refuse every secret with such a character: those that are
# base64url, as most are. What URLSearchParams makes of them is the same to servers that decode, and right for those that do not.
#
# Output seen:
#   oauth4webapi: app%2D1:a%2Db%5Fc%2Ed
#   URLSearchParams: app-1:a-b_c.d
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund oauth4webapi@3.8.8
cat > trial.mjs <<'NODE'
import * as oauth from 'oauth4webapi';

const server = { issuer: 'https://as.example', token_endpoint: 'https://as.example/token' };
let sent;
await oauth.clientCredentialsGrantRequest(server, { client_id: 'app-1' }, oauth.ClientSecretBasic('a-b_c.d'), {}, {
  [oauth.customFetch]: async (_url, { headers }) => { sent = new Headers(headers).get('authorization'); return new Response('{}'); },
});
const form = (text) => new URLSearchParams({ '': text }).toString().slice(1);
console.log(`oauth4webapi: ${atob(sent.split(' ')[1])}`);
console.log(`URLSearchParams: ${form('app-1')}:${form('a-b_c.d')}`);
NODE
output=$(node trial.mjs)
echo "$output"
diff <(echo "$output") - <<'EXPECTED'
oauth4webapi: app%2D1:a%2Db%5Fc%2Ed
URLSearchParams: app-1:a-b_c.d
EXPECTED
