#!/usr/bin/env bash
# Version: PyPI crewai-tools 1.15.30 with crewai 1.15.30, mcpadapt 0.1.19 and mcp 1.30.0
# Behaviour: MCPServerAdapter makes a class of a tool's input schema, whose optional members are null by default, and sends them: an argument that the
# model leaves out arrives as null, also in objects and in items of lists, although the schema accepts no null there. A server that validates
# refuses every such call, and the model cannot do better. Null is also written into the schema that the model sees.
#
# Output seen, of a call with {"city": "Oslo", "legs": [{"to": "Rome"}]}:
#   sent: {"city": "Oslo", "days": null, "legs": [{"to": "Rome", "by": null}]}
#
# This package reads null as left out where the argument is optional and its schema accepts none.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check crewai-tools==1.15.30 crewai==1.15.30 mcpadapt==0.1.19 mcp==1.30.0 'pydantic[email]'
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
import json

import served
from crewai_tools import MCPServerAdapter

LEG = {"type": "object", "properties": {"to": {"type": "string"}, "by": {"type": "string"}}, "required": ["to"]}
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}, "legs": {"type": "array", "items": LEG}},
    "required": ["city"],
}


def called(params):
    print("sent:", json.dumps(params["arguments"]))
    return {"content": [{"type": "text", "text": "done"}]}


served.listed = lambda _: {"tools": [{"name": "travel", "description": "Travels", "inputSchema": SCHEMA}]}
served.called = called
with MCPServerAdapter({"url": served.URL, "transport": "streamable-http"}) as tools:
    tools[0].run(city="Oslo", legs=[{"to": "Rome"}])
PYTHON
export HOME="$directory" CREWAI_DISABLE_TELEMETRY=true OTEL_SDK_DISABLED=true
seen=$(venv/bin/python -W ignore trial.py 2>/dev/null | grep '^sent')
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
sent: {"city": "Oslo", "days": null, "legs": [{"to": "Rome", "by": null}]}
SEEN
