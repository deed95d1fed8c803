"""The official MCP client library speaks to the whole system over a socket: edge, function, API."""

import asyncio
import json
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from tests.command_line import small_picture
from tests.system.runtime import Runtime, User


def key_of(user: User, scope: str) -> str:
    return str(user.call("POST", "/keys", {"name": "assistant", "scopes": [scope]}).json()["key"])


def value(result: CallToolResult) -> Any:
    assert not result.is_error, result
    return result.structured_content


def text(result: CallToolResult) -> str:
    assert result.is_error
    (content,) = result.content
    return str(getattr(content, "text", ""))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_assistant_uses_the_library(runtime: Runtime, user: User, mode: str) -> None:
    image = user.upload(small_picture(), "rocket.jpg", album="trip", tags=["moon"])
    runtime.control("drain")

    async def use() -> None:
        headers = {"Authorization": f"Bearer {key_of(user, 'read')}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as http,
            Client(streamable_http_client(f"{runtime.url}/mcp", http_client=http), mode=mode) as client,
        ):
            tools = {tool.name for tool in (await client.list_tools()).tools}
            assert {
                "search_images",
                "get_image",
                "upload_image",
                "embed_image",
                "transform_image",
                "list_albums",
            } <= tools

            found = value(await client.call_tool("search_images", {"query": "tag:moon"}))["images"]
            assert [hit["id"] for hit in found] == [image["id"]]
            embedded = value(await client.call_tool("embed_image", {"image_id": image["id"]}))
            assert "rocket.jpg" in embedded["markdown"]
            refused = await client.call_tool("transform_image", {"image_id": image["id"], "options": "w=300"})
            assert text(refused).startswith("FORBIDDEN: ")
            assert text(await client.call_tool("get_image", {"image_id": "img_01M8NYQD4Y0000000000000000"})).startswith(
                "NOT_FOUND: "
            )
            with pytest.raises(MCPError, match="there is no tool rm"):
                await client.call_tool("rm", {})

    asyncio.run(use())


def test_assistant_without_a_key_cannot_connect(runtime: Runtime) -> None:
    async def connect() -> None:
        async with Client(f"{runtime.url}/mcp", mode="legacy") as client:
            await client.list_tools()

    with pytest.raises((MCPError, ExceptionGroup)) as refused:
        asyncio.run(connect())

    assert "UNAUTHORIZED" in json.dumps(str(refused.value)) or refused.group_contains(MCPError, match="UNAUTHORIZED")
