#!/usr/bin/env bash
# Version: PyPI mcp 1.30.0; beside it mcp 2.3.0
# Behaviour: a server answers one call of a tool with 429 and Retry-After (RFC 6585), as any server with a limit does; 500 and 503 do the same. The Python SDK 1.30 ends
# the whole connection for it. Neither the refused call nor those beside it, which the server goes on to answer, ever end: they have no time-out by default, and whoever
# holds the connection open in a task of its own, as bridges do (PyPI mcp-proxy 0.13.0), waits for ever. Later calls fail with ClosedResourceError. 429 is said only where
# the connection was opened, in an ExceptionGroup. mcp 2.3.0 fails the one call.
# langchain-mcp-adapters 0.3.2, semantic-kernel 1.45.0 and crewai-tools 1.15.30 need mcp 1.30.
#
# Output seen:
#   mcp 1.30.0: refused: no answer in 5 s, beside it: no answer in 5 s, later: ClosedResourceError, the connection ended by: 429
#   mcp 2.3.0: refused: MCPError, beside it: its result, later: its result
set -euo pipefail
directory=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$directory"' EXIT
server=
cd "$directory"
for version in 1.30.0 2.3.0; do
  python3 -m venv "$version"
  "$version/bin/pip" install --quiet --disable-pip-version-check "mcp==$version"
done
cat > server.py <<'PYTHON'
"""An MCP server with two tools: one answers after a second, the other one is refused once, and then answers."""
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    refused = 0

    def log_message(self, *_):
        pass

    def answer(self, status, message=None, **headers):
        content = b"" if message is None else json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        self.answer(405, Allow="POST")

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "id" not in request:
            self.answer(202)
        elif request["method"] == "initialize":
            Server.refused = 0
            self.result(request, {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "trial", "version": "1"}})
        elif request["method"] == "tools/list":
            self.result(request, {"tools": [{"name": name, "inputSchema": {"type": "object"}} for name in ("limited", "slow")]})
        elif request["method"] != "tools/call":
            self.answer(404 if request["method"] == "server/discover" else 400, {"id": request["id"], "error": {"code": -32601, "message": "Method not found"}})
        elif request["params"]["name"] == "limited" and Server.refused == 0:
            Server.refused = 1
            self.answer(429, {"id": request["id"], "error": {"code": -32000, "message": "Too many requests. Try again in 2 seconds."}}, Retry_After="2")
        else:
            time.sleep(1 if request["params"]["name"] == "slow" else 0)
            self.result(request, {"content": [{"type": "text", "text": "done"}]})

    def result(self, request, result):
        self.answer(200, {"id": request["id"], "result": result})


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
print(f"http://127.0.0.1:{server.server_port}/mcp", flush=True)
server.serve_forever()
PYTHON
cat > trial.py <<'PYTHON'
import asyncio
import sys
from importlib.metadata import version

from mcp import ClientSession

try:
    from mcp.client.streamable_http import streamable_http_client
except ImportError:
    from mcp.client.streamable_http import streamablehttp_client as streamable_http_client

opened = asyncio.Event()
seen = {}


def leaves(error):
    return [leaf for each in error.exceptions for leaf in leaves(each)] if isinstance(error, BaseExceptionGroup) else [error]


async def connect(shared):
    """Holds the connection open, as whoever calls more than one tool does."""
    try:
        async with streamable_http_client(sys.argv[1]) as (read, write, *_), ClientSession(read, write) as session:
            await session.initialize()
            shared.append(session)
            opened.set()
            await asyncio.Event().wait()
    except BaseException as error:
        seen["the connection ended by"] = ", ".join(f"{leaf.response.status_code}" for leaf in leaves(error) if hasattr(leaf, "response"))


async def call(session, name, what):
    try:
        await asyncio.wait_for(session.call_tool(name, {}), 5)
        seen[what] = "its result"
    except TimeoutError:
        seen[what] = "no answer in 5 s"
    except Exception as error:
        seen[what] = type(error).__name__


async def main():
    shared = []
    connection = asyncio.create_task(connect(shared))
    await opened.wait()
    slow = asyncio.create_task(call(shared[0], "slow", "beside it"))
    await asyncio.sleep(0.3)
    await asyncio.gather(call(shared[0], "limited", "refused"), slow)
    await call(shared[0], "limited", "later")
    order = ["refused", "beside it", "later", "the connection ended by"]
    print(f"mcp {version('mcp')}: " + ", ".join(f"{what}: {seen[what]}" for what in order if what in seen))
    connection.cancel()


asyncio.run(main())
PYTHON
python3 server.py > url.txt 2> server.txt &
server=$!
until [ -s url.txt ]; do sleep 0.1; done
seen=$(for version in 1.30.0 2.3.0; do timeout 60 "$version/bin/python" trial.py "$(cat url.txt)" 2> "$version.txt"; done)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
mcp 1.30.0: refused: no answer in 5 s, beside it: no answer in 5 s, later: ClosedResourceError, the connection ended by: 429
mcp 2.3.0: refused: MCPError, beside it: its result, later: its result
SEEN
