"""The benchmark's server on FastMCP, as its documentation sets up a stateless one."""

import os

from fastmcp import FastMCP

server = FastMCP("bench")


@server.tool
def get_forecast(city: str, days: int = 1) -> str:
    """The forecast of a city for the next days."""
    return f"{city}: sunny for {days} day(s)"


server.run(
    transport="http", host="127.0.0.1", port=int(os.environ["PORT"]), path="/mcp",
    stateless_http=True, json_response=True, show_banner=False, log_level="error",
)
