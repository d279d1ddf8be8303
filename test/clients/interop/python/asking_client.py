"""Answers all that the official Python SDK can be asked, in both eras: of the URL and with the token that it is given."""

import asyncio
import json
import sys

import mcp.types as types
from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

CONTENT = {"name": "Grace", "color": "#0f0", "sizes": ["l"], "count": 1, "gift": False}
TOOLS = ["ask_code", "ask_function", "confirmed"]


def answers(action: str, asked: list[str]):
    async def elicit(_context, params) -> types.ElicitResult:
        if params.message.startswith("Ask by"):
            return types.ElicitResult(action="accept", content={})
        mode = getattr(params, "mode", None) or "form"
        asked.append(mode)
        return types.ElicitResult(action=action, content=CONTENT if action == "accept" and mode == "form" else None)

    return elicit


async def sample(_context, _params) -> types.CreateMessageResult:
    return types.CreateMessageResult(role="assistant", content=types.TextContent(type="text", text="Hello"), model="test")


async def roots(_context) -> types.ListRootsResult:
    return types.ListRootsResult(roots=[types.Root(uri="file:///work", name="work")])


async def saw(client: Client, kind: str) -> dict:
    """What each source says that it was answered."""
    texts = {}
    for tool in TOOLS:
        texts[tool] = (await client.call_tool(tool, {"kind": kind})).content[0].text
    texts["prompt"] = (await client.get_prompt("ask_prompt", {"kind": kind})).messages[0].content.text
    texts["resource"] = (await client.read_resource(f"asking://{kind}")).contents[0].text
    return {source: json.loads(text) for source, text in texts.items()}


async def main() -> None:
    url, token = sys.argv[1:3]
    seen = {}
    for mode in ["2026-07-28", "legacy"]:
        for action in ["accept", "decline", "cancel"]:
            asked: list[str] = []
            async with create_mcp_http_client(headers={"Authorization": f"Bearer {token}"}) as http_client:
                transport = streamable_http_client(url, http_client=http_client)
                callbacks = {"elicitation_callback": answers(action, asked), "sampling_callback": sample, "list_roots_callback": roots}
                async with Client(transport, mode=mode, **callbacks) as client:
                    kinds = ["form", "url", "sampling", "roots"] if action == "accept" else ["form", "url"]
                    seen[f"{mode} {action}"] = {kind: await saw(client, kind) for kind in kinds} | {"asked": len(asked)}
    print(json.dumps(seen), flush=True)


asyncio.run(main())
