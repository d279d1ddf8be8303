"""Connects fastmcp, by its own OAuth code, to the URL that it is given."""

import asyncio
import json
import sys
import webbrowser

from fastmcp import Client
from fastmcp.client.auth import OAuth


class Person(webbrowser.BaseBrowser):
    """The program that runs this one."""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        print(json.dumps({"authorize": url, "listening": True}), flush=True)
        return True


webbrowser.register("person", None, Person(), preferred=True)


async def main() -> None:
    async with Client(sys.argv[1], auth=OAuth(client_name="fastmcp")) as client:
        tools = await client.list_tools()
        result = await client.call_tool("get_forecast", {"city": "Oslo"})
        print(json.dumps({"tools": [tool.name for tool in tools], "forecast": result.structured_content}), flush=True)


asyncio.run(main())
