#!/usr/bin/env bash
# Version: PyPI mcp-haystack 2.1.1 with haystack-ai 3.4.1, autogen-ext 0.7.5, google-adk 2.13.0; npm @google/adk 2.0.0
# Behaviour: of the tools of a server whose list has several pages (`nextCursor`), these clients have those of the first page, without a word: the model
# never hears of the others.
#
# Output seen, of 3 tools on 2 pages:
#   haystack: 2
#   autogen: 2
#   google-adk (Python): 2
#   google-adk (JavaScript): 2
#
# A page of this package holds a mebibyte, and the page on what clients refuse says which clients read one only.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
for name in haystack autogen adk; do python3 -m venv "$name"; done
haystack/bin/pip install --quiet --disable-pip-version-check mcp-haystack==2.1.1 haystack-ai==3.4.1 mcp==2.3.0
autogen/bin/pip install --quiet --disable-pip-version-check 'autogen-ext[mcp]==0.7.5' mcp==1.30.0
adk/bin/pip install --quiet --disable-pip-version-check google-adk==2.13.0 mcp==2.3.0
mkdir adk-js && echo '{"type":"module"}' > adk-js/package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefix adk-js @google/adk@2.0.0 @modelcontextprotocol/sdk@1.32.2
cat > served.py <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(BaseHTTPRequestHandler):
    """Answers a request of MCP with what it finds under its method."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(405)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_DELETE = do_GET

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        result = answer(message) if "id" in message else None
        body = b"" if result is None else json.dumps({"jsonrpc": "2.0", "id": message["id"], **result}).encode()
        self.send_response(202 if result is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def answer(message):
    method, params = message["method"], message.get("params") or {}
    if method == "initialize":
        server = {"name": "trial", "version": "1"}
        return {"result": {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": server}}
    if method == "tools/list":
        return {"result": listed(params)}
    if method == "tools/call":
        return {"result": called(params)}
    return {"error": {"code": -32601, "message": "Method not found"}}


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
URL = f"http://127.0.0.1:{server.server_port}/mcp"
PYTHON
cat > trial.py <<'PYTHON'
import asyncio
import subprocess
import sys

import served

PAGES = {None: (["first", "second"], "next"), "next": (["third"], None)}


def listed(params):
    names, cursor = PAGES[params.get("cursor")]
    tools = [{"name": name, "description": name, "inputSchema": {"type": "object", "properties": {}}} for name in names]
    return {"tools": tools, "nextCursor": cursor} if cursor else {"tools": tools}


served.listed = listed


def haystack():
    from haystack_integrations.tools.mcp import MCPToolset, StreamableHttpServerInfo

    print("haystack:", len(MCPToolset(server_info=StreamableHttpServerInfo(url=served.URL), eager_connect=True).tools))


async def autogen():
    from autogen_ext.tools.mcp import McpWorkbench, StreamableHttpServerParams

    async with McpWorkbench(StreamableHttpServerParams(url=served.URL)) as workbench:
        print("autogen:", len(await workbench.list_tools()))


async def adk():
    from google.adk.tools.mcp_tool import McpToolset, StreamableHTTPConnectionParams

    tools = McpToolset(connection_params=StreamableHTTPConnectionParams(url=served.URL))
    print("google-adk (Python):", len(await tools.get_tools()))
    await tools.close()


match sys.argv[1]:
    case "haystack":
        haystack()
    case "node":
        subprocess.run(["node", sys.argv[2], served.URL], check=True)
    case name:
        asyncio.run({"autogen": autogen, "adk": adk}[name]())
PYTHON
cat > adk-js/trial.mjs <<'JS'
import { MCPToolset } from '@google/adk';

console.log('google-adk (JavaScript):', (await new MCPToolset({ type: 'StreamableHTTPConnectionParams', url: process.argv[2] }).getTools()).length);
process.exit();
JS
export HAYSTACK_TELEMETRY_ENABLED=False
seen=$(
  for name in haystack autogen adk; do "$name/bin/python" -W ignore trial.py "$name" 2>/dev/null; done
  python3 trial.py node adk-js/trial.mjs 2>/dev/null | grep '^google-adk'
)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
haystack: 2
autogen: 2
google-adk (Python): 2
google-adk (JavaScript): 2
SEEN
