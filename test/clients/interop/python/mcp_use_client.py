"""Connects mcp-use, by its own OAuth code, to the URL that it is given."""

import asyncio
import json
import socket
import sys
import webbrowser

from mcp_use import MCPClient


class Person(webbrowser.BaseBrowser):
    """The program that runs this one."""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        print(json.dumps({"authorize": url, "listening": True}), flush=True)
        return True


webbrowser.register("person", None, Person(), preferred=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def main() -> None:
    client = MCPClient({"mcpServers": {"weather": {"url": sys.argv[1], "auth": {"callback_port": free_port()}}}})
    session = await client.create_session("weather")
    tools = await session.list_tools()
    result = await session.call_tool("get_forecast", {"city": "Oslo"})
    print(json.dumps({"tools": [tool.name for tool in tools], "forecast": result.structuredContent}), flush=True)
    await client.close_all_sessions()


asyncio.run(main())
