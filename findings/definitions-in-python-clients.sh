#!/usr/bin/env bash
# Version: PyPI llama-index-tools-mcp 0.6.0, autogen-ext 0.7.5, semantic-kernel 1.45.0
# Behaviour: given a tool whose schema refers to a definition, as pydantic writes every enum and every model in another ({"$ref": "#/$defs/Unit"}), the model
# is shown another schema. llama-index makes an object of an enum, {"enum_field": "C"}, which the server refuses, and of a choice (oneOf, allOf) a
# text. AutoGen's McpWorkbench and Semantic Kernel leave `$defs` away and the references where they are: they lead nowhere, which
# model APIs refuse. For a `type` that is a list, as of a text or null, Semantic Kernel cannot add the plugin at all.
#
# Output seen:
#   llama-index, enum: {"enum_field": {"enum": ["C", "F"], "type": "string"}}
#   llama-index, oneOf: string
#   autogen: {"$ref": "#/$defs/Unit"} without $defs
#   semantic-kernel: {"$ref": "#/$defs/Unit"} without $defs
#   semantic-kernel, type list: ValidationError
#
# This package's page on what clients refuse has the rules references, unions and typeLists.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
for name in llama autogen kernel; do python3 -m venv "$name"; done
llama/bin/pip install --quiet --disable-pip-version-check llama-index-tools-mcp==0.6.0 mcp==2.3.0
autogen/bin/pip install --quiet --disable-pip-version-check 'autogen-ext[mcp]==0.7.5' mcp==1.30.0
kernel/bin/pip install --quiet --disable-pip-version-check 'semantic-kernel[mcp]==1.45.0' mcp==1.30.0
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
import json
import sys

import served

UNIT = {"type": "string", "enum": ["C", "F"]}
CHOICE = {"oneOf": [{"type": "object", "properties": {"r": {"type": "number"}}, "required": ["r"]}, {"type": "integer"}]}
SCHEMA = {"type": "object", "properties": {"unit": {"$ref": "#/$defs/Unit"}, "choice": CHOICE}, "required": ["unit", "choice"], "$defs": {"Unit": UNIT}}
NULLABLE = {"type": "object", "properties": {"note": {"type": ["string", "null"]}}}
served.listed = lambda _: {"tools": [{"name": "trial", "description": "Tries", "inputSchema": schema}]}
schema = SCHEMA


def shown(name, converted):
    print(f"{name}: {json.dumps(converted['properties']['unit'])} {'with' if '$defs' in converted else 'without'} $defs")


def llama():
    from llama_index.tools.mcp import McpToolSpec

    made = McpToolSpec(client=None).create_model_from_json_schema(SCHEMA).model_json_schema()
    unit = made["$defs"]["Unit"]["properties"]
    print("llama-index, enum:", json.dumps({name: {key: value[key] for key in ("enum", "type")} for name, value in unit.items()}))
    print("llama-index, oneOf:", made["properties"]["choice"]["type"])


async def autogen():
    from autogen_ext.tools.mcp import McpWorkbench, StreamableHttpServerParams

    async with McpWorkbench(StreamableHttpServerParams(url=served.URL)) as workbench:
        [tool] = await workbench.list_tools()
        shown("autogen", tool["parameters"])


async def kernel():
    from semantic_kernel import Kernel
    from semantic_kernel.connectors.ai.function_calling_utils import kernel_function_metadata_to_function_call_format
    from semantic_kernel.connectors.mcp import MCPStreamableHttpPlugin

    async with MCPStreamableHttpPlugin(name="trial", url=served.URL) as plugin:
        [function] = Kernel().add_plugin(plugin).functions.values()
        shown("semantic-kernel", kernel_function_metadata_to_function_call_format(function.metadata)["function"]["parameters"])
    global schema
    schema = NULLABLE
    async with MCPStreamableHttpPlugin(name="other", url=served.URL) as plugin:
        try:
            Kernel().add_plugin(plugin)
        except ValueError as error:
            print("semantic-kernel, type list:", type(error).__name__)


trial = {"llama": llama, "autogen": autogen, "kernel": kernel}[sys.argv[1]]
trial() if sys.argv[1] == "llama" else asyncio.run(trial())
PYTHON
seen=$(for name in llama autogen kernel; do "$name/bin/python" -W ignore trial.py "$name" 2>/dev/null; done)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
llama-index, enum: {"enum_field": {"enum": ["C", "F"], "type": "string"}}
llama-index, oneOf: string
autogen: {"$ref": "#/$defs/Unit"} without $defs
semantic-kernel: {"$ref": "#/$defs/Unit"} without $defs
semantic-kernel, type list: ValidationError
SEEN
