#!/usr/bin/env bash
# Version: npm @auth/core 0.41.3, the core of next-auth 5
# Behaviour: a provider of `type: 'oauth'` that is configured by its endpoints (authorization, token, userinfo), without the `issuer` that its guide asks of OpenID Connect, expects
# the issuer `https://authjs.dev`, which nobody configured. Where the authorization server names itself in its answer (`iss`, RFC 9207), as RFC 9700 (section 2.1) recommends
# and Keycloak and node-oidc-provider do, the sign-in ends with `unexpected "iss" (issuer) response parameter value`, before the code is exchanged. It works by `issuer`.
#
# Output seen:
#   without issuer: /auth/error?error=Configuration, expected https://authjs.dev
#   with issuer: /
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @auth/core@0.41.3 2>/dev/null
cat > trial.mjs <<'JS'
import { createServer } from 'node:http';
import { once } from 'node:events';
import { Auth } from '@auth/core';

// An authorization server that lets everybody in, and names itself.
const server = createServer((request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname === '/authorize') {
    const back = new URL(url.searchParams.get('redirect_uri'));
    back.search = new URLSearchParams({ code: 'code', state: url.searchParams.get('state'), iss: issuer });
    response.writeHead(303, { location: back.href }).end();
  } else {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(url.pathname === '/token' ? { access_token: 'token', token_type: 'Bearer', expires_in: 3600 } : { sub: 'ada' }));
  }
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;

for (const [name, more] of [['without issuer', {}], ['with issuer', { issuer }]]) {
  let expected = '';
  const config = {
    secret: 'a secret of the application, long enough',
    trustHost: true,
    basePath: '/auth',
    logger: { error: ({ cause }) => { expected = `, expected ${cause?.expected}`; } },
    providers: [{
      id: 'trial', name: 'Trial', type: 'oauth', clientId: 'app', clientSecret: 'secret', checks: ['pkce', 'state'],
      authorization: `${issuer}/authorize`, token: `${issuer}/token`, userinfo: `${issuer}/userinfo`, profile: ({ sub }) => ({ id: sub }), ...more,
    }],
  };
  const cookies = new Map();
  const send = async (url, body) => {
    const response = await Auth(new Request(new URL(url, 'http://localhost:3000'), {
      method: body ? 'POST' : 'GET', body, headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    }), config);
    for (const cookie of response.headers.getSetCookie()) cookies.set(...cookie.split(';')[0].split(/=(.*)/));
    return response;
  };
  const { csrfToken } = await (await send('/auth/csrf')).json();
  const away = await send('/auth/signin/trial', new URLSearchParams({ csrfToken }));
  const back = await fetch(away.headers.get('location'), { redirect: 'manual' });
  const end = new URL((await send(back.headers.get('location'))).headers.get('location'), 'http://localhost:3000');
  console.log(`${name}: ${end.pathname}${end.search}${expected}`);
}
server.close();
JS
seen=$(node trial.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
without issuer: /auth/error?error=Configuration, expected https://authjs.dev
with issuer: /
SEEN
