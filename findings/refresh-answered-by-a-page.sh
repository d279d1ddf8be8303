#!/usr/bin/env bash
# Version: npm @modelcontextprotocol/sdk 1.32.2, @modelcontextprotocol/client 2.4.0; PyPI mcp 2.3.0
# Behaviour: a proxy before an authorization server that does not get an answer answers itself, as CloudFront does: with 502 or 504 and a page. At a refresh, the official SDKs of
# TypeScript take a page for `server_error`, and send the person to sign in (as JSON with `temporarily_unavailable`, the same 502 is an error, and the tokens are kept). The Python SDK
# does so with any answer. At the MCP URL a page is an error of the request for all three, and nobody is sent anywhere.
#
# Output seen:
#   TypeScript SDK 1: 502-json at the refresh: an error, not sent to sign in
#   TypeScript SDK 1: 502-page at the refresh: an error, sent to sign in
#   TypeScript SDK 1: 504-page at the refresh: an error, sent to sign in
#   TypeScript SDK 1: 502-page at the MCP URL: an error, not sent to sign in
#   TypeScript SDK 1: 504-page at the MCP URL: an error, not sent to sign in
#   TypeScript SDK 2: 502-json at the refresh: an error, not sent to sign in
#   TypeScript SDK 2: 502-page at the refresh: an error, sent to sign in
#   TypeScript SDK 2: 504-page at the refresh: an error, sent to sign in
#   TypeScript SDK 2: 502-page at the MCP URL: an error, not sent to sign in
#   TypeScript SDK 2: 504-page at the MCP URL: an error, not sent to sign in
#   Python SDK: 502-json at the refresh: sent to sign in
#   Python SDK: 502-page at the refresh: sent to sign in
#   Python SDK: 504-page at the refresh: sent to sign in
#   Python SDK: 502-page at the MCP URL: status 502, not sent to sign in
#   Python SDK: 504-page at the MCP URL: status 504, not sent to sign in
#
# This package never answers with such a page: API Gateway's own answers are JSON (docs/resilience.md). Before it may stand what does (docs/endpoints-and-firewall.md).
set -euo pipefail
directory=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$directory"' EXIT
server=
cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0 2>/dev/null
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mcp==2.3.0
cat > server.py <<'PYTHON'
"""An MCP server with an authorization server. The refresh token, or the access token, says how a request with it is answered: by status and form."""
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

PAGE = b"<!DOCTYPE html><HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY><H1>ERROR</H1></BODY></HTML>"


class Server(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, content, media_type="application/json", **headers):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def json(self, status, body, **headers):
        self.answer(status, json.dumps(body).encode(), **headers)

    def fail(self, how):
        status, form = how.split("-")
        if form == "page":
            self.answer(int(status), PAGE, "text/html")
        else:
            self.json(int(status), {"error": "temporarily_unavailable"})

    def do_GET(self):
        if "oauth-protected-resource" in self.path:
            self.json(200, {"resource": f"{ORIGIN}/mcp", "authorization_servers": [ORIGIN]})
        elif "oauth-authorization-server" in self.path:
            self.json(200, {
                "issuer": ORIGIN, "authorization_endpoint": f"{ORIGIN}/authorize", "token_endpoint": f"{ORIGIN}/token", "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "refresh_token"], "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"],
            })
        else:
            self.json(404, {})

    def do_POST(self):
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.path == "/mcp" and "-" in bearer:
            self.fail(bearer)
        elif self.path == "/mcp":
            self.json(401, {}, WWW_Authenticate=f'Bearer resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/mcp"')
        elif body["grant_type"] == ["authorization_code"]:
            self.json(200, {"access_token": "new", "token_type": "Bearer", "expires_in": 1, "refresh_token": body["code"][0]})
        else:
            self.fail(body["refresh_token"][0])


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
ORIGIN = f"http://127.0.0.1:{server.server_port}"
print(ORIGIN, flush=True)
server.serve_forever()
PYTHON
cat > trial.mjs <<'JS'
import * as v2 from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [, , origin] = process.argv;
const client = { client_id: 'trial', issuer: origin, redirect_uris: ['http://127.0.0.1/callback'] };
for (const [name, Transport] of [['TypeScript SDK 1', StreamableHTTPClientTransport], ['TypeScript SDK 2', v2.StreamableHTTPClientTransport]]) {
  for (const [where, how] of [['the refresh', '502-json'], ['the refresh', '502-page'], ['the refresh', '504-page'], ['the MCP URL', '502-page'], ['the MCP URL', '504-page']]) {
    let sent = 'not sent to sign in';
    const transport = new Transport(new URL(`${origin}/mcp`), {
      authProvider: {
        redirectUrl: client.redirect_uris[0],
        clientMetadata: { redirect_uris: client.redirect_uris },
        clientInformation: () => client,
        tokens: () => ({ access_token: where === 'the refresh' ? 'old' : how, token_type: 'Bearer', refresh_token: how, issuer: origin }),
        saveTokens: () => undefined,
        saveCodeVerifier: () => undefined,
        codeVerifier: () => 'verifier',
        redirectToAuthorization: () => { sent = 'sent to sign in'; },
        invalidateCredentials: (scope) => { sent += `, forgets ${scope}`; },
      },
    });
    await transport.start();
    const outcome = await transport.send({ jsonrpc: '2.0', id: 1, method: 'ping' }).then(() => 'no error', (error) => { console.error(error); return 'an error'; });
    console.log(`${name}: ${how} at ${where}: ${outcome}, ${sent}`);
    await transport.close();
  }
}
JS
cat > trial.py <<'PYTHON'
import asyncio
import sys
from urllib.parse import parse_qs, urlsplit

from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import create_mcp_http_client
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata, OAuthToken

ORIGIN = sys.argv[1]
REDIRECT_URIS = ["http://127.0.0.1/callback"]


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


async def try_refresh(how):
    sent = []

    async def show(url):
        sent.append(url)

    async def come_back():
        return AuthorizationCodeResult(code=how, state=parse_qs(urlsplit(sent[-1]).query)["state"][0])

    provider = OAuthClientProvider(f"{ORIGIN}/mcp", OAuthClientMetadata(redirect_uris=REDIRECT_URIS), Memory(), show, come_back)
    async with create_mcp_http_client(auth=provider) as client:
        await client.post(f"{ORIGIN}/mcp", json={})
        await asyncio.sleep(1.5)  # until the access token has expired
        sent.clear()
        await client.post(f"{ORIGIN}/mcp", json={})
    print(f"Python SDK: {how} at the refresh: {'sent' if sent else 'not sent'} to sign in")


async def try_url(how):
    sent = []
    memory = Memory()
    memory.tokens = OAuthToken(access_token=how, token_type="Bearer", expires_in=3600, refresh_token=how)

    async def show(url):
        sent.append(url)

    provider = OAuthClientProvider(f"{ORIGIN}/mcp", OAuthClientMetadata(redirect_uris=REDIRECT_URIS), memory, show, None)
    async with create_mcp_http_client(auth=provider) as client:
        response = await client.post(f"{ORIGIN}/mcp", json={})
    print(f"Python SDK: {how} at the MCP URL: status {response.status_code}, {'sent' if sent else 'not sent'} to sign in")


async def main():
    for how in ["502-json", "502-page", "504-page"]:
        await try_refresh(how)
    for how in ["502-page", "504-page"]:
        await try_url(how)


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
TypeScript SDK 1: 502-json at the refresh: an error, not sent to sign in
TypeScript SDK 1: 502-page at the refresh: an error, sent to sign in
TypeScript SDK 1: 504-page at the refresh: an error, sent to sign in
TypeScript SDK 1: 502-page at the MCP URL: an error, not sent to sign in
TypeScript SDK 1: 504-page at the MCP URL: an error, not sent to sign in
TypeScript SDK 2: 502-json at the refresh: an error, not sent to sign in
TypeScript SDK 2: 502-page at the refresh: an error, sent to sign in
TypeScript SDK 2: 504-page at the refresh: an error, sent to sign in
TypeScript SDK 2: 502-page at the MCP URL: an error, not sent to sign in
TypeScript SDK 2: 504-page at the MCP URL: an error, not sent to sign in
Python SDK: 502-json at the refresh: sent to sign in
Python SDK: 502-page at the refresh: sent to sign in
Python SDK: 504-page at the refresh: sent to sign in
Python SDK: 502-page at the MCP URL: status 502, not sent to sign in
Python SDK: 504-page at the MCP URL: status 504, not sent to sign in
SEEN
