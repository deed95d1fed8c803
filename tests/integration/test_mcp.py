"""The Model Context Protocol in front of the API: messages, tools, rights, limits, and other people's images.

https://modelcontextprotocol.io/specification/2025-11-25/basic/transports says what a message gets for an answer.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.rate_limits import Limit
from tests.command_line import small_picture
from tests.integration.cloud import Answer, Cloud, User
from tests.integration.test_pipeline_limits import with_limits

KNOWN = {"jsonrpc", "id", "result"}
PICTURE = small_picture()


@pytest.fixture
def user(cloud: Cloud) -> User:
    return cloud.user(f"assisted-{uuid4().hex}")


def post(user: User, message: Any, **headers: str) -> Answer:
    return user.call("POST", "/v1/mcp", message, accept="application/json, text/event-stream", **headers)


def ask(user: User, method: str, params: dict[str, Any] | None = None, **headers: str) -> Answer:
    return post(user, {"jsonrpc": "2.0", "id": 7, "method": method, "params": params or {}}, **headers)


def call(user: User, tool: str, **arguments: Any) -> dict[str, Any]:
    answer = ask(user, "tools/call", {"name": tool, "arguments": arguments})
    assert (answer.status, set(answer.body), answer.body["id"]) == (200, KNOWN, 7), answer
    return answer.body["result"]


def value(result: dict[str, Any]) -> Any:
    assert not result["isError"], result
    assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    return result["structuredContent"]


def text(result: dict[str, Any]) -> str:
    assert result["isError"]
    assert "structuredContent" not in result
    return str(result["content"][0]["text"])


def bearer(user: User, scope: str) -> dict[str, str]:
    key = user.call("POST", "/v1/keys", {"name": "assistant", "scopes": [scope]}).body["key"]
    return {"authorization": f"Bearer {key}"}


@pytest.mark.parametrize("asked", ["2025-03-26", "2025-06-18", "2025-11-25"])
def test_handshake_agrees_on_the_revision_that_is_asked_for(user: User, asked: str) -> None:
    result = ask(user, "initialize", {"protocolVersion": asked, "capabilities": {}}).body["result"]

    assert (result["protocolVersion"], set(result["capabilities"])) == (asked, {"tools"})


def test_handshake_offers_the_newest_revision_for_an_unknown_one(user: User) -> None:
    assert ask(user, "initialize", {"protocolVersion": "1999-01-01"}).body["result"]["protocolVersion"] == "2025-11-25"


def test_message_of_an_unknown_revision_is_told_the_known_ones(user: User) -> None:
    answer = ask(user, "tools/list", mcp_protocol_version="2026-07-28")

    assert (answer.status, answer.body["error"]["code"], answer.body["id"]) == (400, -32022, 7)
    assert answer.body["error"]["data"]["supported"][-1] == "2025-11-25"


def test_notification_gets_no_answer(user: User) -> None:
    answer = post(user, {"jsonrpc": "2.0", "method": "notifications/initialized"})

    assert (answer.status, answer.body) == (202, "")


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ("{", 400, -32700),
        ("[" * 5000, 400, -32700),
        ([{"jsonrpc": "2.0", "id": 1, "method": "ping"}], 400, -32600),
        ({"id": 1, "method": "ping"}, 400, -32600),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, 400, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, 400, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}, 400, -32602),
        ({"jsonrpc": "2.0", "id": 1, "method": "resources/list"}, 200, -32601),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "rm"}}, 200, -32602),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": ["rm"]}}, 200, -32602),
        (
            {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "get_image", "arguments": [1]}},
            200,
            -32602,
        ),
    ],
)
def test_broken_message_gets_an_error_of_the_protocol(user: User, message: Any, status: int, code: int) -> None:
    answer = post(user, message)

    assert (answer.status, answer.body["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    "message",
    [
        "{",
        {"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
    ],
    ids=["broken", "request", "notification"],
)
def test_stranger_learns_nothing(cloud: Cloud, message: Any) -> None:
    body = message if isinstance(message, str) else json.dumps(message)

    for headers in ({}, {"authorization": "Bearer pf_wrong"}):
        answer = cloud.api("POST", "/v1/mcp", headers=headers, body=body)
        assert (answer.status, answer.body["error"]["data"]["code"]) == (401, "UNAUTHORIZED")


def test_message_that_did_not_come_through_the_edge_is_refused(cloud: Cloud, user: User) -> None:
    headers = {"authorization": f"Bearer {user.token()}", "x-origin-proof": "guessed"}
    answer = cloud.api("POST", "/v1/mcp", headers=headers, body='{"jsonrpc": "2.0", "id": 1, "method": "ping"}')

    assert answer.status == 403


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "HEAD"])
def test_there_is_no_stream_and_no_session(user: User, method: str) -> None:
    answer = user.call(method, "/v1/mcp")

    assert (answer.status, answer.headers["Allow"]) == (405, "OPTIONS, POST")


def test_page_of_another_origin_may_not_ask(user: User) -> None:
    assert ask(user, "ping", origin="https://evil.example").status == 403


def test_message_may_not_be_larger_than_any_request(user: User) -> None:
    assert post(user, "x" * (1024 * 1024 + 1)).status == 413


def test_tools_describe_what_they_take(user: User) -> None:
    tools = {tool["name"]: tool for tool in ask(user, "tools/list").body["result"]["tools"]}

    assert set(tools) == {
        *("search_images", "get_image", "upload_image", "embed_image", "transform_image"),
        *("list_albums", "create_album"),
    }
    assert tools["get_image"]["inputSchema"]["required"] == ["image_id"]
    assert [name for name, tool in tools.items() if not tool["annotations"]["readOnlyHint"]] == [
        "upload_image",
        "create_album",
    ]


def test_tools_do_what_the_api_does(cloud: Cloud, user: User) -> None:
    assert value(call(user, "create_album", slug="trip", title="A trip"))["slug"] == "trip"
    image = user.upload(PICTURE, "rocket.jpg", album="trip", tags=["moon"])
    cloud.follow_changes()

    found = value(call(user, "search_images", query="tag:moon"))["images"]
    assert [(hit["id"], hit["tags"]) for hit in found] == [(image["id"], ["moon"])]
    assert value(call(user, "get_image", image_id=image["id"]))["variants"] == image["variants"]
    assert "rocket.jpg" in value(call(user, "embed_image", image_id=image["id"], alt="A rocket"))["img"]
    assert "/w=300,blur=3" in value(call(user, "transform_image", image_id=image["id"], options="w=300,blur=3"))["url"]
    assert [album["slug"] for album in value(call(user, "list_albums"))["data"] if album["slug"] != "default"] == [
        "trip"
    ]


def test_search_without_words_shows_the_newest_images(cloud: Cloud, user: User) -> None:
    older, newer = (user.upload(PICTURE, filename)["id"] for filename in ("older.jpg", "newer.jpg"))

    first = value(call(user, "search_images", limit=1))
    second = value(call(user, "search_images", query=" ", limit=1, cursor=first["next_cursor"]))

    assert [hit["id"] for page in (first, second) for hit in page["images"]] == [newer, older]


def test_what_the_api_refuses_is_the_tools_error(user: User) -> None:
    unknown = "img_01M8NYQD4Y0000000000000000"

    assert text(call(user, "get_image", image_id=unknown)).startswith("NOT_FOUND: ")
    assert text(call(user, "get_image", image_id="../me")).startswith("VALIDATION_ERROR: image_id")
    assert text(call(user, "get_image")).startswith("VALIDATION_ERROR: image_id")
    assert text(call(user, "get_image", image_id=unknown, extra=1)).startswith("VALIDATION_ERROR: extra")
    assert text(call(user, "upload_image", address="https://127.0.0.1/a.jpg")).startswith("VALIDATION_ERROR: ")
    assert text(call(user, "create_album", slug="No Slug")).startswith("VALIDATION_ERROR: slug")


def test_scope_of_the_key_holds(cloud: Cloud, user: User) -> None:
    image = user.upload(PICTURE, "rocket.jpg")
    reader, writer = bearer(user, "read"), bearer(user, "write")
    create = {"name": "create_album", "arguments": {"slug": "trip"}}
    sign = {"name": "transform_image", "arguments": {"image_id": image["id"], "options": "w=300,blur=3"}}

    for asked in (create, sign):
        assert text(ask(user, "tools/call", asked, **reader).body["result"]).startswith("FORBIDDEN: ")
        assert not ask(user, "tools/call", asked, **writer).body["result"]["isError"]
    assert not ask(user, "tools/call", {"name": "get_image", "arguments": {"image_id": image["id"]}}, **reader).body[
        "result"
    ]["isError"]


def test_images_of_others_are_not_there(cloud: Cloud, user: User) -> None:
    theirs = cloud.user(f"other-{uuid4().hex}").upload(PICTURE, "theirs.jpg", tags=["moon"])
    cloud.follow_changes()

    for tool, more in (("get_image", {}), ("embed_image", {}), ("transform_image", {"options": "w=300"})):
        assert text(call(user, tool, image_id=theirs["id"], **more)).startswith("NOT_FOUND: ")
    assert value(call(user, "search_images", query="tag:moon"))["images"] == []


def test_changes_are_audited_as_those_of_the_api(user: User) -> None:
    value(call(user, "create_album", slug="trip"))
    value(call(user, "list_albums"))

    entries = user.call("GET", "/v1/audit-logs").body["data"]
    assert [(entry["action"], entry["resource_type"], entry["path"]) for entry in entries] == [
        ("create", "album", "/v1/albums")
    ]


def test_rate_limit_of_the_owner_holds(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.now(UTC)  # time stands still, so that no window ends meanwhile
    with_limits(cloud, {"read": Limit("read", 2), "write": Limit("write", 9)}, monkeypatch, clock=lambda: moment)

    assert ask(user, "tools/list").headers["ratelimit-remaining"] == "1"
    assert not ask(user, "tools/call", {"name": "list_albums"}).body["result"]["isError"]
    assert text(call(user, "list_albums")).startswith("RATE_LIMIT_EXCEEDED: ")
    refused = ask(user, "tools/list")

    assert (refused.status, refused.body["error"]["data"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert int(refused.headers["retry-after"]) > 0
