"""Serves tools by the library that it is given, on a port of loopback: what another team may have."""

import sys

from pydantic import BaseModel


class Total(BaseModel):
    """What was added up."""

    total: int
    words: list[str] = []


def add(numbers: list[int], word: str | None = None) -> Total:
    """Adds numbers up."""
    return Total(total=sum(numbers), words=[word] if word else [])


def greet(name: str) -> str:
    """Greets somebody."""
    return f"Grüße, {name}"


def fail(reason: str) -> str:
    """Fails."""
    raise ValueError(reason)


library, port = sys.argv[1], int(sys.argv[2])
if library == "fastmcp":
    from fastmcp import FastMCP

    fastmcp = FastMCP("fast", version="1.0.0")
    for function in (add, greet, fail):
        fastmcp.tool(function)
    fastmcp.run(
        transport="http",
        host="127.0.0.1",
        port=port,
        show_banner=False,
        log_level="error",
    )
else:
    from mcp.server.mcpserver import MCPServer

    mcp = MCPServer("official", log_level="ERROR")
    for function in (add, greet, fail):
        mcp.add_tool(function)
    mcp.run("streamable-http", host="127.0.0.1", port=port)
