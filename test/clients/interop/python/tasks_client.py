"""FastMCP's client of tasks: what a task returns, what it asks, in which state it is, and that it is cancelled. Writes one line of JSON."""

import asyncio
import json
import sys

from fastmcp import Client
from fastmcp.client.transports import StreamableHttpTransport
from fastmcp_tasks.client import call_tool_task


async def answer(message, response_type, params, context):
    return {"where": "website"} if message.startswith("Where") else {}


async def main(url, token):
    async with Client(StreamableHttpTransport(url, auth=token), elicitation_handler=answer) as client:
        # It asks for the result by itself.
        report = await client.call_tool("make_report", {"rows": 2})
        large = await (await call_tool_task(client, "make_report", {"rows": 50_000})).result()
        published = await client.call_tool("publish_report", {})
        migration = await call_tool_task(client, "migrate", {"seconds": 3600})
        working = await migration.status()
        await migration.cancel()
        print(json.dumps({
            "report": report.content[0].text,
            "rows": len(large.content[0].text.split("\n")),
            "published": published.content[0].text,
            "working": [working.status, working.status_message],
            "cancelled": (await migration.status()).status,
        }))


asyncio.run(main(*sys.argv[1:]))
