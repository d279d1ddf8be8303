#!/usr/bin/env bash
# Version: PyPI mcp 2.3.0
# Behaviour: the Python SDK refreshes a token of which it knows that it has expired. What it gives a TokenStorage to keep, and takes back from it, says how long a token lives and
# not when it was made. So a process that finds an expired token in its storage sends it, is answered 401, and sends the person to sign in; the refresh token beside it is
# not used.
#
# Output seen:
#   the same process: authorization_code, refresh_token
#   another process, with what was stored: authorization_code
#
# docs/clients.md says what helps: a longer `accessTokenLifetime`, or fastmcp, which stores the time.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mcp==2.3.0
cat > trial.py <<'PYTHON'
import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import create_mcp_http_client
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata

REDIRECT_URIS = ["http://127.0.0.1/callback"]
LIFETIME_SECONDS = 1
granted = []


class Server(BaseHTTPRequestHandler):
    """An MCP server that accepts the newest token, and gives tokens of one second for any code or refresh token."""

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
        if self.path == "/token":
            granted.append(parse_qs(body.decode())["grant_type"][0])
            self.answer(200, {"access_token": f"token-{len(granted)}", "token_type": "Bearer", "expires_in": LIFETIME_SECONDS, "refresh_token": "refresh"})
        elif granted and not expired and self.headers["Authorization"] == f"Bearer token-{len(granted)}":
            self.answer(200, {})
        else:
            expired.clear()
            metadata = f"{ORIGIN}/.well-known/oauth-protected-resource/mcp"
            self.answer(401, {}, WWW_Authenticate=f'Bearer resource_metadata="{metadata}"')


class Memory:
    def __init__(self):
        self.tokens = None
        self.client = OAuthClientInformationFull(client_id="trial", redirect_uris=REDIRECT_URIS, token_endpoint_auth_method="none", issuer=ORIGIN)

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client_info):
        self.client = client_info


sent = []
expired = []


async def show(url):
    sent.append(url)


async def come_back():
    return AuthorizationCodeResult(code="code", state=parse_qs(urlsplit(sent[-1]).query)["state"][0])


async def call(provider):
    async with create_mcp_http_client(auth=provider) as client:
        response = await client.post(f"{ORIGIN}/mcp", json={})
        assert response.status_code == 200, response.status_code


def provider(storage):
    return OAuthClientProvider(f"{ORIGIN}/mcp", OAuthClientMetadata(redirect_uris=REDIRECT_URIS), storage, show, come_back)


async def trial(what, is_other_process):
    granted.clear()
    storage = Memory()
    first = provider(storage)
    await call(first)
    await asyncio.sleep(LIFETIME_SECONDS + 0.5)
    if is_other_process:
        expired.append(True)  # the server refuses the stored token once, as one whose time is over
        granted.clear()
        await call(provider(storage))
    else:
        await call(first)
    print(f"{what}: {', '.join(granted)}")


http = ThreadingHTTPServer(("127.0.0.1", 0), Server)
ORIGIN = f"http://127.0.0.1:{http.server_port}"
threading.Thread(target=http.serve_forever, daemon=True).start()
asyncio.run(trial("the same process", False))
asyncio.run(trial("another process, with what was stored", True))
PYTHON
seen=$(venv/bin/python trial.py)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
the same process: authorization_code, refresh_token
another process, with what was stored: authorization_code
SEEN
