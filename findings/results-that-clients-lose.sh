#!/usr/bin/env bash
# Version: npm @genkit-ai/mcp 1.42.0 with genkit 1.42.0; PyPI strands-agents 1.62.0, agent-framework-core 1.23.0
# Behaviour: of results that are all valid, the model is shown less than the tool answered. Strands drops a link to a resource and a sound, and says success.
# Genkit and Microsoft's Agent Framework show nothing but `structuredContent` where there is one: an image or a text beside it is lost.
#
# Output seen:
#   genkit, image beside structured content: {"rows":2}
#   strands, resource link: success []
#   strands, audio: success []
#   agent-framework, image beside structured content: ['{"rows": 2}']
#
# This package's page on what clients refuse has a table of results.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
mkdir genkit && echo '{"type":"module"}' > genkit/package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefix genkit @genkit-ai/mcp@1.42.0 genkit@1.42.0
for name in strands framework; do python3 -m venv "$name"; done
strands/bin/pip install --quiet --disable-pip-version-check strands-agents==1.62.0 mcp==2.1.1
framework/bin/pip install --quiet --disable-pip-version-check agent-framework-core==1.23.0 mcp==2.3.0 tenacity
cat > results.json <<'JSON'
{
  "audio": { "content": [{ "type": "audio", "data": "UklGRg==", "mimeType": "audio/wav" }] },
  "link": { "content": [{ "type": "resource_link", "uri": "docs://guide", "name": "guide" }] },
  "image": { "content": [{ "type": "text", "text": "A chart" }, { "type": "image", "data": "iVBORw0KGgo=", "mimeType": "image/png" }], "structuredContent": { "rows": 2 } }
}
JSON
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
cat > serve.mjs <<'JS'
import { createServer } from 'node:http';

/** Answers a request of MCP with what `results` has under its method. */
export async function serve(results) {
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(405, { 'content-length': 0 }).end();
      return;
    }
    const message = JSON.parse((await request.toArray()).join(''));
    if (message.id === undefined) {
      response.writeHead(202, { 'content-length': 0 }).end();
      return;
    }
    const initialize = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'trial', version: '1' } };
    const result = { initialize: () => initialize, ...results }[message.method]?.(message.params ?? {});
    response.writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...(result ? { result } : { error: { code: -32601, message: 'Method not found' } }) }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/mcp`, close: () => server.close() };
}

import { readFileSync } from 'node:fs';

const results = JSON.parse(readFileSync('results.json', 'utf8'));
const tools = Object.keys(results).map((name) => ({ name, description: name, inputSchema: { type: 'object', properties: {} } }));
export const trial = () => serve({ 'tools/list': () => ({ tools }), 'tools/call': ({ name }) => results[name] });
JS
cat > genkit/trial.mjs <<'JS'
import { genkit } from 'genkit';
import { createMcpClient } from '@genkit-ai/mcp';
import { trial } from '../serve.mjs';

const server = await trial();
const client = createMcpClient({ name: 'trial', mcpServer: { url: server.url } });
await client.ready();
const image = (await client.getActiveTools(genkit({}))).find((tool) => tool.__action.name.endsWith('image'));
console.log('genkit, image beside structured content:', JSON.stringify(await image({})));
server.close();
process.exit();
JS
cat > trial.py <<'PYTHON'
import asyncio
import json
import sys

import served

RESULTS = json.load(open("results.json"))
SCHEMA = {"type": "object", "properties": {}}
served.listed = lambda _: {"tools": [{"name": name, "description": name, "inputSchema": SCHEMA} for name in RESULTS]}
served.called = lambda params: RESULTS[params["name"]]


def strands():
    from mcp.client.streamable_http import streamable_http_client
    from strands.tools.mcp import MCPClient

    client = MCPClient(lambda: streamable_http_client(served.URL))
    with client:
        for name, what in (("link", "resource link"), ("audio", "audio")):
            result = client.call_tool_sync("1", name, {})
            print(f"strands, {what}:", result["status"], result["content"])


async def framework():
    from agent_framework import MCPStreamableHTTPTool

    async with MCPStreamableHTTPTool(name="trial", url=served.URL) as client:
        [image] = [function for function in client.functions if function.name == "image"]
        shown = await image.invoke(arguments={})
        print("agent-framework, image beside structured content:", [content.text or content.uri for content in shown])


strands() if sys.argv[1] == "strands" else asyncio.run(framework())
PYTHON
seen=$(
  node genkit/trial.mjs 2>/dev/null | grep '^genkit'
  for name in strands framework; do "$name/bin/python" -W ignore trial.py "$name" 2>/dev/null; done
)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
genkit, image beside structured content: {"rows":2}
strands, resource link: success []
strands, audio: success []
agent-framework, image beside structured content: ['{"rows": 2}']
SEEN
