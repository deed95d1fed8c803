"""Every tool of the MCP server: other people's things, bad input, scopes, limits, entries in the audit log.

The tools come from the server's own list, so a new one fails here until it is told what to send.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from pixelflare.mcp.tools import TOOLS
from pixelflare.rate_limits import Limit
from schema.errors import ErrorCode
from schema.identity.scopes import Scope
from tests.api_document import api_document
from tests.command_line import small_picture
from tests.integration.api_keys import make
from tests.integration.audited import entries
from tests.integration.cloud import Cloud, User
from tests.integration.importing import Vendor
from tests.integration.test_mcp import ask, call, text, value
from tests.integration.test_other_owners import dump, fill
from tests.integration.test_pipeline_limits import with_limits

ADDRESS = "https://pictures.test/theirs.jpg"
ARGUMENTS: dict[str, dict[str, Any]] = {
    "search_images": {"query": "theirs"},
    "get_image": {"image_id": "{image_id}"},
    "upload_image": {"address": ADDRESS},
    "embed_image": {"image_id": "{image_id}"},
    "transform_image": {"image_id": "{image_id}", "options": "w=300,h=200,fit=cover,blur=3"},
    "list_albums": {},
    "create_album": {"slug": "theirs-only"},
}
"""What is right for each tool."""
UNKNOWN = "img_01M8NYQD4Y0000000000000000"


@pytest.fixture
def internet(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Vendor:
    found = Vendor()
    found.gives(ADDRESS, small_picture())
    monkeypatch.setattr(cloud.services("api"), "outgoing", found)
    return found


@pytest.fixture(scope="module")
def theirs(cloud: Cloud) -> dict[str, str]:
    """What somebody else has, in all states that a picture can have."""
    victim = cloud.user(f"victim-of-tools-{uuid4().hex}")
    assert victim.call("POST", "/v1/albums", {"slug": "theirs-only", "title": "Theirs"}).status == 201
    image = victim.upload(small_picture(), "theirs.jpg", album="theirs-only", tags=["theirs"])
    hidden = victim.upload(small_picture(), "theirs-too.jpg", visibility="private")
    gone = victim.upload(small_picture(), "theirs-once.jpg")
    assert victim.call("DELETE", f"/v1/images/{gone['id']}").status == 204
    cloud.follow_changes()
    found = {"live": image["id"], "private": hidden["id"], "in the bin": gone["id"], "owner": image["owner"]}
    assert ask(victim, "tools/call", {"name": "get_image", "arguments": {"image_id": image["id"]}}).status == 200
    return found


@pytest.fixture
def user(cloud: Cloud) -> User:
    return cloud.user(f"with-tools-{uuid4().hex}")


def test_each_tool_is_told_what_to_send(user: User) -> None:
    listed = {tool["name"] for tool in ask(user, "tools/list").body["result"]["tools"]}
    assert listed == TOOLS.keys() == ARGUMENTS.keys()


# Other owners


@pytest.mark.usefixtures("internet")
@pytest.mark.parametrize("state", ["live", "private", "in the bin"])
@pytest.mark.parametrize("tool", TOOLS)
def test_no_tool_reaches_what_another_owner_has(
    cloud: Cloud, user: User, theirs: dict[str, str], tool: str, state: str
) -> None:
    """With the strongest key that there is. Words, albums and addresses of theirs lead to one's own things, or to none."""
    key = make(user, "admin")["key"]
    before = _of(theirs["owner"], dump(cloud))
    arguments = fill(ARGUMENTS[tool], {"image_id": theirs[state]})

    answer = ask(user, "tools/call", {"name": tool, "arguments": arguments}, authorization=f"Bearer {key}")

    result = answer.body["result"]
    if "image_id" in arguments:
        assert text(result).startswith("NOT_FOUND: ")
        arguments.pop("image_id")
    told = json.dumps(result)
    assert theirs["owner"] not in told
    assert not any(theirs[each] in told.replace(theirs[state], "", 1) for each in ("live", "private", "in the bin"))
    assert _of(theirs["owner"], dump(cloud)) == before


def _of(owner: str, dumped: dict[str, list[str]]) -> dict[str, list[str]]:
    return {part: [line for line in lines if owner in line] for part, lines in dumped.items()}


@pytest.mark.parametrize("tool", [name for name in TOOLS if "cursor" in TOOLS[name].arguments.model_fields])
def test_page_of_another_owner_goes_on_for_nobody_else(cloud: Cloud, user: User, tool: str) -> None:
    other = cloud.user(f"pages-{uuid4().hex}")
    for slug in ("one", "two"):
        other.call("POST", "/v1/albums", {"slug": slug})
        other.upload(small_picture(), f"{slug}.jpg", tags=["theirs"])
    cloud.follow_changes()
    cursor = value(call(other, tool, limit=1))["next_cursor"]
    assert cursor

    assert text(call(user, tool, limit=1, cursor=cursor)).startswith("VALIDATION_ERROR: ")


# Bad input


class Wrong(NamedTuple):
    tool: str
    why: str
    arguments: dict[str, Any]


def wrong_arguments() -> Iterator[Any]:
    """What each tool's own schema forbids, one thing at a time."""
    for tool, right in ARGUMENTS.items():
        schema = TOOLS[tool].definition(tool)["inputSchema"]
        found = [("an argument more", {**right, "owner": "somebody"})]
        found += [(f"no {name}", {k: v for k, v in right.items() if k != name}) for name in schema.get("required", [])]
        for name, stated in schema["properties"].items():
            found += [(f"{name}: {why}", {**right, name: bad}) for why, bad in _bad(stated, schema.get("$defs", {}))]
        yield from (pytest.param(Wrong(tool, why, bad), id=f"{tool}-{why}") for why, bad in found)


def _bad(stated: dict[str, Any], named: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Values that the schema of one argument does not have room for."""
    kinds = [kind for kind in stated.get("anyOf", [stated]) if kind.get("type") != "null"]
    (kind,) = [named[kind["$ref"].rpartition("/")[2]] if "$ref" in kind else kind for kind in kinds]
    yield "an object", {"a": 1}
    yield from [("nothing", None)] if len(kinds) == len(stated.get("anyOf", [stated])) else []
    match kind["type"]:
        case "string":
            yield from (("a number", 5), ("a truth", True), ("a list", ["a"]), ("half a character", "\ud800"))
            yield "far too long", "x" * 100_000
            if "maxLength" in kind:
                yield "too long", "x" * (kind["maxLength"] + 1)
            if "enum" in kind:
                yield "none of them", "nonsense"
            if "pattern" in kind:
                yield from (("a way out", "../me"), ("a line more", "a\nb"), ("a query", "a?b=c"))
        case "integer":
            yield from (("words", "many"), ("a fraction", 1.5), ("a list", [1]))
            yield from (("too much", kind["maximum"] + 1), ("too little", kind["minimum"] - 1), ("huge", 10**400))
        case "array":
            yield from (("a word", "a"), ("too many", ["a"] * (kind["maxItems"] + 1)), ("a number in it", [5]))


@pytest.mark.usefixtures("internet")
@pytest.mark.parametrize("wrong", list(wrong_arguments()))
def test_what_a_tools_schema_forbids_is_refused_and_leaves_nothing(cloud: Cloud, user: User, wrong: Wrong) -> None:
    assert user.call("GET", "/v1/me").status == 200
    before = dump(cloud)

    result = call(user, wrong.tool, **fill(wrong.arguments, {"image_id": UNKNOWN}))

    assert text(result).startswith("VALIDATION_ERROR: "), result
    assert len(text(result)) < 10_000, "it is not given back what was sent"
    assert dump(cloud) == before


@pytest.mark.parametrize("tool", [name for name, right in ARGUMENTS.items() if "image_id" in right])
@pytest.mark.parametrize("image_id", [UNKNOWN, "img_none", "x", "-" * 64])
def test_id_of_nothing_is_not_found(cloud: Cloud, user: User, tool: str, image_id: str) -> None:
    user.call("GET", "/v1/me")
    before = dump(cloud)
    code = text(call(user, tool, **fill(ARGUMENTS[tool], {"image_id": image_id}))).partition(":")[0]
    assert code in ("NOT_FOUND", "VALIDATION_ERROR")
    assert code in list(ErrorCode)
    assert dump(cloud) == before


# Scopes, limits, entries


def route_of(tool: str) -> dict[str, Any]:
    """What the document says of the route that a tool asks."""
    request = TOOLS[tool].request(fill(ARGUMENTS[tool], {"image_id": UNKNOWN}))
    path = request.path.replace(UNKNOWN, "{image_id}")
    return dict(api_document()["paths"][path][request.method.lower()])


@pytest.mark.usefixtures("internet")
@pytest.mark.parametrize("tool", TOOLS)
def test_key_that_may_do_less_than_the_tools_route_is_refused(cloud: Cloud, user: User, tool: str) -> None:
    image = user.upload(small_picture(), "mine.jpg")
    needed = Scope(route_of(tool)["x-required-scope"])
    message = {"name": tool, "arguments": fill(ARGUMENTS[tool], {"image_id": image["id"]})}
    for scope in Scope:
        headers = {"authorization": f"Bearer {make(user, scope)['key']}"}
        before = _besides_keys(dump(cloud))
        result = ask(user, "tools/call", message, **headers).body["result"]
        if scope.covers(needed):
            assert not result["isError"], result
            return
        assert text(result).startswith("FORBIDDEN: ")
        assert _besides_keys(dump(cloud)) == before


def _besides_keys(dumped: dict[str, list[str]]) -> dict[str, list[str]]:
    """Of a key it is noted when it was used last."""
    return {part: [line for line in lines if "key_id" not in line] for part, lines in dumped.items()}


@pytest.mark.usefixtures("internet")
@pytest.mark.parametrize("tool", TOOLS)
def test_each_tool_is_counted_as_its_route_is(
    cloud: Cloud, user: User, tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = user.upload(small_picture(), "mine.jpg")
    kinds, moment = ("read", "write", "upload", "anonymous"), datetime.now(UTC)
    with_limits(cloud, {name: Limit(name, 1) for name in kinds}, monkeypatch, clock=lambda: moment)
    arguments = fill(ARGUMENTS[tool], {"image_id": image["id"]})
    call(user, tool, **arguments)
    assert text(call(user, tool, **arguments)).startswith("RATE_LIMIT_EXCEEDED: ")


@pytest.mark.usefixtures("internet")
@pytest.mark.parametrize("tool", TOOLS)
def test_each_tool_is_noted_as_its_route_is(cloud: Cloud, tool: str) -> None:
    """By somebody who uses the tool, and somebody who asks the API."""
    noted = []
    for by_tool in (True, False):
        user = cloud.user(f"noted-{uuid4().hex}")
        image = user.upload(small_picture(), "mine.jpg")
        arguments = fill(ARGUMENTS[tool], {"image_id": image["id"]})
        if by_tool:
            value(call(user, tool, **arguments))
        else:
            request = TOOLS[tool].request(arguments)
            query = "&".join(f"{name}={said}" for name, said in request.query.items())
            assert user.call(request.method, request.path, request.body, query=query).status < 300
        noted.append(
            [
                (entry["action"], entry["resource_type"], entry["method"], entry["path"].replace(image["id"], "ID"))
                for entry in entries(user)
                if entry["actor"] != "system"
            ]
        )
    assert noted[0] == noted[1]
    assert TOOLS[tool].is_read_only or len(noted[0]) == 2, "one for the upload before, and one of the tool"
