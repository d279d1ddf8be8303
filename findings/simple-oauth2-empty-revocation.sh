#!/usr/bin/env bash
# Version: npm simple-oauth2 5.1.0
# Behaviour: a revocation that is answered with 200 and nothing else, as RFC 7009 (section 2.2) has it, fails with `The content-type is not JSON compatible`. `revokeAll()` revokes the
# access token first, and after that failure never the refresh token: who signed out stays signed in.
#
# Output seen:
#   200 without a body: The content-type is not JSON compatible; revoked access_token
#   200 with {}: done; revoked access_token, refresh_token
#
# This package answers a revocation with an empty JSON object.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts simple-oauth2@5.1.0
cat > trial.mjs <<'JS'
import { createServer } from 'node:http';
import { AuthorizationCode } from 'simple-oauth2';

for (const [what, headers, body] of [['without a body', {}, ''], ['with {}', { 'content-type': 'application/json' }, '{}']]) {
  const revoked = [];
  const server = createServer(async (request, response) => {
    revoked.push(new URLSearchParams((await request.toArray()).join('')).get('token_type_hint'));
    response.writeHead(200, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const tokenHost = `http://127.0.0.1:${server.address().port}`;
  const client = new AuthorizationCode({ client: { id: 'trial', secret: 'secret' }, auth: { tokenHost, revokePath: '/revoke' } });
  const outcome = await client.createToken({ access_token: 'one', refresh_token: 'two' }).revokeAll().then(() => 'done', ({ message }) => message);
  console.log(`200 ${what}: ${outcome}; revoked ${revoked.join(', ')}`);
  server.close();
}
JS
seen=$(node trial.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
200 without a body: The content-type is not JSON compatible; revoked access_token
200 with {}: done; revoked access_token, refresh_token
SEEN
