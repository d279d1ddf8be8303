"""Starts the server of the app on this machine, and connects clients to it."""

import base64
import json
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

APP = Path(__file__).parent.parent
MACHINE = {"client_name": "test", "grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_basic"}


def post(url, body, headers):
    with urlopen(Request(url, body.encode(), headers)) as response:
        return json.load(response)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The first line of the command: where the server is, and how to use it."""
    assembly = tmp_path_factory.mktemp("app") / "cdk.out"
    subprocess.run(["node_modules/.bin/cdk", "synth", "--quiet", "--app", f"{sys.executable} app.py", "--output", str(assembly)], cwd=APP, check=True)
    command = ["node", "node_modules/cdk-remote-mcp-server/assets/local/cli.mjs", "local", "--app", str(assembly), "--port", "0", "--json"]
    process = subprocess.Popen(command, cwd=APP, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def connect(server):
    """Connects a machine client: `async with connect() as client`."""
    registration = {"Authorization": f"Bearer {server['initialAccessToken']}", "Content-Type": "application/json"}
    machine = post(server["registrationEndpoint"], json.dumps(MACHINE), registration)
    credentials = base64.b64encode(f"{machine['client_id']}:{machine['client_secret']}".encode()).decode()
    grant = urlencode({"grant_type": "client_credentials", "resource": server["mcpUrl"]})
    token = post(f"{server['issuer']}/token", grant, {"Authorization": f"Basic {credentials}"})

    @asynccontextmanager
    async def connected():
        http_client = create_mcp_http_client(headers={"Authorization": f"Bearer {token['access_token']}"})
        async with http_client, Client(streamable_http_client(server["mcpUrl"], http_client=http_client)) as client:
            yield client

    return connected
