"""Listens with the official Python SDK for the price that it sets itself, with a token that it is given."""

import json
import sys

import anyio
from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client
from mcp.client.subscriptions import ResourceUpdated

SHIRT = "price://articles/shirt"


async def main() -> None:
    url, token = sys.argv[1:3]
    async with create_mcp_http_client(headers={"Authorization": f"Bearer {token}"}) as http_client:
        async with Client(streamable_http_client(url, http_client=http_client)) as client:
            async with client.listen(resource_subscriptions=[SHIRT]) as subscription:
                await client.call_tool("set_price", {"article": "shirt", "price": 20})
                with anyio.fail_after(30):
                    event = await anext(aiter(subscription))
            assert isinstance(event, ResourceUpdated), event
            contents = (await client.read_resource(SHIRT)).contents
            print(json.dumps({"changed": event.uri, "price": json.loads(contents[0].text)["price"]}), flush=True)


anyio.run(main)
