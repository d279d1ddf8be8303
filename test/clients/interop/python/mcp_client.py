"""Connects the official Python SDK, by its own OAuth code, to the URL that it is given."""

import asyncio
import json
import sys
from urllib.parse import parse_qs, urlsplit

from mcp import Client
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider, TokenStorage
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata, OAuthToken

REDIRECT_URI = "http://127.0.0.1:33418/callback"


class Memory(TokenStorage):
    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


async def show(url: str) -> None:
    print(json.dumps({"authorize": url, "redirectUri": REDIRECT_URI}), flush=True)


async def come_back() -> AuthorizationCodeResult:
    query = parse_qs(urlsplit(sys.stdin.readline().strip()).query)
    return AuthorizationCodeResult(code=query["code"][0], state=query["state"][0], iss=query["iss"][0])


async def main() -> None:
    metadata = OAuthClientMetadata(client_name="mcp", redirect_uris=[REDIRECT_URI], token_endpoint_auth_method="none")
    provider = OAuthClientProvider(sys.argv[1], metadata, Memory(), show, come_back)
    async with create_mcp_http_client(auth=provider) as http_client:
        async with Client(streamable_http_client(sys.argv[1], http_client=http_client)) as client:
            tools = await client.list_tools()
            result = await client.call_tool("get_forecast", {"city": "Oslo"})
            print(json.dumps({"tools": [tool.name for tool in tools.tools], "forecast": result.structured_content}), flush=True)


asyncio.run(main())
