#!/usr/bin/env bash
# Version: PyPI langchain-mcp-adapters 0.3.2 with langchain-core 1.8.3; agent-framework-core 1.23.0
# Behaviour: an argument is lost on its way to the server, without a word, because of its name. Both hand the model's arguments to a function of
# their own by name: LangChain takes `config`, `run_manager` and `runtime` for its own, Microsoft's Agent Framework `ctx` and `session`. In both a
# call with an argument `self` raises TypeError. Agent Framework also drops what the schema does not name, where it allows more
# (`additionalProperties: true`).
#
# Output seen, of calls with one argument each:
#   langchain: lost config, run_manager, runtime; raised self
#   agent-framework: lost ctx, session, unnamed; raised self
#
# This package warns of these names at synthesis (rule argumentNames in docs/portability.md).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
python3 -m venv langchain
python3 -m venv framework
langchain/bin/pip install --quiet --disable-pip-version-check langchain-mcp-adapters==0.3.2 langchain-core==1.8.3 mcp==1.30.0
framework/bin/pip install --quiet --disable-pip-version-check agent-framework-core==1.23.0 mcp==2.3.0 tenacity
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
import sys

import served

NAMES = ["config", "ctx", "run_manager", "runtime", "self", "session", "unnamed"]
SCHEMA = {"type": "object", "properties": {name: {"type": "string"} for name in NAMES[:-1]}, "additionalProperties": True}
arrived = []


def called(params):
    arrived.append(params.get("arguments") or {})
    return {"content": [{"type": "text", "text": "done"}]}


served.listed = lambda _: {"tools": [{"name": "trial", "description": "Tries", "inputSchema": SCHEMA}]}
served.called = called


async def langchain(call):
    from langchain_mcp_adapters.client import MultiServerMCPClient

    [tool] = await MultiServerMCPClient({"trial": {"url": served.URL, "transport": "streamable_http"}}).get_tools()
    await call(lambda arguments: tool.ainvoke({"type": "tool_call", "id": "1", "name": "trial", "args": arguments}))


async def framework(call):
    from agent_framework import MCPStreamableHTTPTool

    async with MCPStreamableHTTPTool(name="trial", url=served.URL) as client:
        [tool] = client.functions
        await call(lambda arguments: tool.invoke(arguments=arguments))


async def calls(run):
    lost, raised = [], []
    for name in NAMES:
        arrived.clear()
        try:
            await run({name: "v"})
            lost += [name] if arrived == [{}] else []
        except TypeError:
            raised.append(name)
    print(f"{sys.argv[2]}: lost {', '.join(lost)}; raised {', '.join(raised)}")


asyncio.run({"langchain": langchain, "framework": framework}[sys.argv[1]](calls))
PYTHON
seen=$(
  langchain/bin/python -W ignore trial.py langchain langchain 2>/dev/null
  framework/bin/python -W ignore trial.py framework agent-framework 2>/dev/null
)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
langchain: lost config, run_manager, runtime; raised self
agent-framework: lost ctx, session, unnamed; raised self
SEEN
