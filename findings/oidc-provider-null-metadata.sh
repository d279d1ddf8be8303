#!/usr/bin/env bash
# Version: npm oidc-provider 9.13.3
# Behaviour: npm oidc-provider 9.13.3, dynamic client registration: a member that is null or empty, such as `"client_uri": ""` or `"contacts": null`, is
# dropped where a client is updated (RFC 7592) and refuses the whole client where it is registered (RFC 7591), though both requests carry the
# same metadata and nothing hangs on those members. Serializers write them for what was never set.
#
# Output seen:
#   POST {"client_uri":""}: 400 client_uri must be a non-empty string if provided
#   PUT {"client_uri":""}: 200
#   POST {"contacts":null}: 400 contacts must be an array
#   PUT {"contacts":null}: 200
#
# This package leaves such members out before the library sees them, where nothing is at stake.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund oidc-provider@9.13.3
cat > trial.mjs <<'JAVASCRIPT'
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  features: { registration: { enabled: true }, registrationManagement: { enabled: true }, devInteractions: { enabled: false } },
});
server.on('request', provider.callback());

async function send(method, url, metadata, token) {
  const headers = { 'content-type': 'application/json', ...token && { authorization: `Bearer ${token}` } };
  const response = await fetch(url, { method, headers, body: JSON.stringify(metadata) });
  return { status: response.status, json: await response.json() };
}

const metadata = { redirect_uris: ['https://client.example/cb'], token_endpoint_auth_method: 'none' };
for (const more of [{ client_uri: '' }, { contacts: null }]) {
  const refused = await send('POST', `${issuer}/reg`, { ...metadata, ...more });
  console.log(`POST ${JSON.stringify(more)}: ${refused.status} ${refused.json.error_description}`);
  const { json } = await send('POST', `${issuer}/reg`, metadata);
  const updated = await send('PUT', json.registration_client_uri, { ...metadata, client_id: json.client_id, ...more }, json.registration_access_token);
  console.log(`PUT ${JSON.stringify(more)}: ${updated.status}`);
}
server.close();
server.closeAllConnections();
JAVASCRIPT
seen=$(node trial.mjs 2>/dev/null)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
POST {"client_uri":""}: 400 client_uri must be a non-empty string if provided
PUT {"client_uri":""}: 200
POST {"contacts":null}: 400 contacts must be an array
PUT {"contacts":null}: 200
SEEN
