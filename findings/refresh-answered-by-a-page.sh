#!/usr/bin/env bash
# Version: npm @modelcontextprotocol/sdk 1.32.2, @modelcontextprotocol/client 2.4.0
# Behaviour: a proxy before an authorization server that does not get an answer answers itself, as CloudFront does: with 502 or 504 and a page. At a refresh, the official SDKs of
# TypeScript take a page for `server_error`, and send the person to sign in. With the same status and JSON (`temporarily_unavailable`), they say what happened and keep the tokens.
#
# Output seen:
#   SDK 1: 502-json: an error, not sent to sign in
#   SDK 1: 502-page: an error, sent to sign in
#   SDK 1: 504-page: an error, sent to sign in
#   SDK 2: 502-json: an error, not sent to sign in
#   SDK 2: 502-page: an error, sent to sign in
#   SDK 2: 504-page: an error, sent to sign in
#
# This package never answers with such a page: API Gateway's own answers are JSON (docs/resilience.md). Before it may stand what does (docs/endpoints-and-firewall.md).
set -euo pipefail
directory=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$directory"' EXIT
server=
cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0 2>/dev/null
cat > server.py <<'PYTHON'
"""An MCP server with an authorization server. The refresh token says how a request with it is answered: by status and form."""
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
        if self.path == "/mcp":
            self.json(401, {}, WWW_Authenticate=f'Bearer resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/mcp"')
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
for (const [name, Transport] of [['SDK 1', StreamableHTTPClientTransport], ['SDK 2', v2.StreamableHTTPClientTransport]]) {
  for (const how of ['502-json', '502-page', '504-page']) {
    let sent = 'not sent to sign in';
    const transport = new Transport(new URL(`${origin}/mcp`), {
      authProvider: {
        redirectUrl: client.redirect_uris[0],
        clientMetadata: { redirect_uris: client.redirect_uris },
        clientInformation: () => client,
        tokens: () => ({ access_token: 'old', token_type: 'Bearer', refresh_token: how, issuer: origin }),
        saveTokens: () => undefined,
        saveCodeVerifier: () => undefined,
        codeVerifier: () => 'verifier',
        redirectToAuthorization: () => { sent = 'sent to sign in'; },
        invalidateCredentials: (scope) => { sent += `, forgets ${scope}`; },
      },
    });
    await transport.start();
    const outcome = await transport.send({ jsonrpc: '2.0', id: 1, method: 'ping' }).then(() => 'no error', (error) => { console.error(error); return 'an error'; });
    console.log(`${name}: ${how}: ${outcome}, ${sent}`);
    await transport.close();
  }
}
JS
python3 server.py > origin.txt &
server=$!
until [ -s origin.txt ]; do sleep 0.1; done
seen=$(node trial.mjs "$(cat origin.txt)" 2> node.txt)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
SDK 1: 502-json: an error, not sent to sign in
SDK 1: 502-page: an error, sent to sign in
SDK 1: 504-page: an error, sent to sign in
SDK 2: 502-json: an error, not sent to sign in
SDK 2: 502-page: an error, sent to sign in
SDK 2: 504-page: an error, sent to sign in
SEEN
