#!/usr/bin/env bash
# Version: npm @ai-sdk/mcp 2.0.99; PyPI mcp 2.3.0; beside them npm @modelcontextprotocol/sdk 1.32.2
# Behaviour: an authorization server that is out of order for a while answers a refresh with 503 and `temporarily_unavailable`. The refresh token is as good as before, and
# the official TypeScript SDK says what happened and keeps it. @ai-sdk/mcp knows four names of errors, and takes every other one for `server_error`; the Python SDK looks at no
# name at all. Both send the person to sign in, into the same outage.
#
# Output seen:
#   @modelcontextprotocol/sdk: 503 at the refresh, sent to sign in: no
#   @ai-sdk/mcp: 503 at the refresh, sent to sign in: yes
#   mcp (Python): 503 at the refresh, sent to sign in: yes
#
# This package tries three times before it answers 503 (docs/resilience.md). docs/clients.md has a table of what clients do then.
set -euo pipefail
directory=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$directory"' EXIT
server=
cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @ai-sdk/mcp@2.0.99 @modelcontextprotocol/sdk@1.32.2 2>/dev/null
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mcp==2.3.0
cat > server.py <<'PYTHON'
"""An MCP server with an authorization server that gives tokens for any code, and refreshes none."""
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class Server(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body, **headers):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        if "oauth-protected-resource" in self.path:
            self.answer(200, {"resource": f"{ORIGIN}/mcp", "authorization_servers": [ORIGIN]})
        elif "oauth-authorization-server" in self.path:
            self.answer(200, {
                "issuer": ORIGIN, "authorization_endpoint": f"{ORIGIN}/authorize", "token_endpoint": f"{ORIGIN}/token", "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "refresh_token"], "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"],
            })
        else:
            self.answer(404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/mcp":
            metadata = f"{ORIGIN}/.well-known/oauth-protected-resource/mcp"
            self.answer(401, {}, WWW_Authenticate=f'Bearer resource_metadata="{metadata}"')
        elif parse_qs(body.decode())["grant_type"] == ["authorization_code"]:
            self.answer(200, {"access_token": "one", "token_type": "Bearer", "expires_in": 1, "refresh_token": "two"})
        else:
            self.answer(503, {"error": "temporarily_unavailable"}, Retry_After="2")


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
ORIGIN = f"http://127.0.0.1:{server.server_port}"
print(ORIGIN, flush=True)
server.serve_forever()
PYTHON
cat > trial.mjs <<'JS'
import { auth as authOfAiSdk } from '@ai-sdk/mcp';
import { auth } from '@modelcontextprotocol/sdk/client/auth.js';

const [, , origin] = process.argv;
for (const [name, authorize] of [['@modelcontextprotocol/sdk', auth], ['@ai-sdk/mcp', authOfAiSdk]]) {
  const client = { client_id: 'trial', issuer: origin, redirect_uris: ['http://127.0.0.1/callback'] };
  let isSent = false;
  await authorize({
    redirectUrl: client.redirect_uris[0],
    clientMetadata: { redirect_uris: client.redirect_uris },
    clientInformation: () => client,
    tokens: () => ({ access_token: 'one', token_type: 'Bearer', refresh_token: 'two', issuer: origin }),
    authorizationServerInformation: () => ({ authorizationServerUrl: origin, tokenEndpoint: `${origin}/token` }),
    saveAuthorizationServerInformation: () => undefined,
    saveTokens: () => undefined,
    saveCodeVerifier: () => undefined,
    codeVerifier: () => 'verifier',
    redirectToAuthorization: () => { isSent = true; },
  }, { serverUrl: `${origin}/mcp` }).catch((error) => console.error(error));
  console.log(`${name}: 503 at the refresh, sent to sign in: ${isSent ? 'yes' : 'no'}`);
}
JS
cat > trial.py <<'PYTHON'
import asyncio
import sys
from urllib.parse import parse_qs, urlsplit

from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import create_mcp_http_client
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata

ORIGIN = sys.argv[1]
REDIRECT_URIS = ["http://127.0.0.1/callback"]
sent = []


class Memory:
    tokens = None
    client = OAuthClientInformationFull(client_id="trial", redirect_uris=REDIRECT_URIS, token_endpoint_auth_method="none", issuer=ORIGIN)

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client_info):
        self.client = client_info


async def show(url):
    sent.append(url)


async def come_back():
    return AuthorizationCodeResult(code="code", state=parse_qs(urlsplit(sent[-1]).query)["state"][0])


async def main():
    provider = OAuthClientProvider(f"{ORIGIN}/mcp", OAuthClientMetadata(redirect_uris=REDIRECT_URIS), Memory(), show, come_back)
    async with create_mcp_http_client(auth=provider) as client:
        await client.post(f"{ORIGIN}/mcp", json={})
        await asyncio.sleep(1.5)  # until the access token has expired
        sent.clear()
        await client.post(f"{ORIGIN}/mcp", json={})
    print(f"mcp (Python): 503 at the refresh, sent to sign in: {'yes' if sent else 'no'}")


asyncio.run(main())
PYTHON
python3 server.py > origin.txt &
server=$!
until [ -s origin.txt ]; do sleep 0.1; done
seen=$(
  node trial.mjs "$(cat origin.txt)" 2> node.txt
  venv/bin/python trial.py "$(cat origin.txt)" 2> python.txt
)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
@modelcontextprotocol/sdk: 503 at the refresh, sent to sign in: no
@ai-sdk/mcp: 503 at the refresh, sent to sign in: yes
mcp (Python): 503 at the refresh, sent to sign in: yes
SEEN
