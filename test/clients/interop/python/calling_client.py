"""Calls tools by the official Python SDK, in the era that it is told, and prints a line of JSON: what each answered, and what was reported meanwhile."""

import asyncio
import json
import sys

from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client


async def main() -> None:
    url, token, mode, calls = sys.argv[1:]
    http_client = create_mcp_http_client(headers={"Authorization": f"Bearer {token}"})
    async with http_client, Client(streamable_http_client(url, http_client=http_client), mode=mode) as client:
        reports: list[float] = []

        async def report(progress: float, total: float | None, message: str | None) -> None:
            reports.append(progress)

        names = sorted(tool.name for tool in (await client.list_tools()).tools)
        results = []
        for name, arguments in json.loads(calls):
            result = await client.call_tool(name, arguments, progress_callback=report)
            results.append(
                {
                    "text": [block.text for block in result.content if block.type == "text"],
                    "structured": result.structured_content,
                    "failed": bool(result.is_error),
                }
            )
        print(json.dumps({"version": client.protocol_version, "tools": names, "results": results, "progress": reports}))


asyncio.run(main())
