#!/usr/bin/env bash
# Version: PyPI mcp 2.3.0
# Behaviour: PyPI mcp 2.3.0, Streamable HTTP client: the result of a tool is read as application/json whatever its size, and
# fails as one server-sent event of more than a mebibyte, though HTML's event streams have no limit and both are the same JSON.
#
# Output seen with a result of 2,000,000 characters:
#   json: 2000000
#   sse: failed: MCPError: SSE stream failed: Server-sent event exceeded the 1048576 byte limit.
#
# So a server that switches to a stream during a call can no longer deliver every result. This package makes such a result a tool error.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check mcp==2.3.0
cat > "$directory/trial.py" <<'PYTHON'
import asyncio, json, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

FORMAT = sys.argv[1]


class Server(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(405)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        if 'id' not in message:
            self.send_response(202)
            self.send_header('Content-Length', '0')
            self.end_headers()
            return
        results = {
            'initialize': {'protocolVersion': '2025-11-25', 'capabilities': {'tools': {}}, 'serverInfo': {'name': 'large', 'version': '1'}},
            'tools/list': {'tools': [{'name': 'large', 'inputSchema': {'type': 'object'}}]},
            'tools/call': {'content': [{'type': 'text', 'text': 'x' * 2_000_000}]},
        }
        text = json.dumps({'jsonrpc': '2.0', 'id': message['id'], 'result': results[message['method']]})
        streamed = FORMAT == 'sse' and message['method'] == 'tools/call'
        body = f'data: {text}\n\n' if streamed else text
        self.send_response(200)
        self.send_header('Content-Type', 'text/event-stream' if streamed else 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())


async def call(url):
    async with streamable_http_client(url) as streams:
        async with ClientSession(streams[0], streams[1]) as session:
            await session.initialize()
            result = await asyncio.wait_for(session.call_tool('large', {}), 20)
            return len(result.content[0].text)


def reason(error):
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f'{type(error).__name__}: {error}'


server = ThreadingHTTPServer(('127.0.0.1', 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
try:
    print(f'{FORMAT}:', asyncio.run(call(f'http://127.0.0.1:{server.server_port}/mcp')))
except BaseException as error:
    print(f'{FORMAT}: failed: {reason(error)[:200]}')
PYTHON
seen=$(for format in json sse; do "$directory/venv/bin/python" "$directory/trial.py" "$format" 2>/dev/null; done)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
json: 2000000
sse: failed: MCPError: SSE stream failed: Server-sent event exceeded the 1048576 byte limit.
SEEN
