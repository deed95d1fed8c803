"""Whatever is asked of lists, searches, analytics and costs has an answer, or a refusal that the document names: never a 5xx."""

from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from schema.errors import ErrorCode
from tests.api_document import api_document
from tests.integration.cloud import Cloud, User

TAGS = {"images", "albums", "tags", "search", "analytics", "costs", "audit"}
IMAGE = "img_01ARZ3NDEKTSV4RRFFQ69G5FAV"
TEXTS = {
    "10,000 characters": "a" * 10_000,
    "quotes": '"\'""`\'',
    "operators only": 'OR -* OR -"" *:- OR',
    "control characters": "a\x00b\x07\x1b[31m\r\nc\x7f",
    "right to left": "\u202eשלום عالم\u2066",
    "half a character": "%ff%fe",
    "SQL": "'; DROP TABLE images; --",
    "a formula": "=cmd|' /C calc'!A0",
    "a path": "../../etc/passwd",
    "emoji": "👩‍👩‍👧‍👦" * 50,
}
CURSORS = ("forged", "e30.AAAA", "a" * 2_000, "null", '{"pk":"O#x"}', "eyJwayI6Ik8jeCJ9.c2lnbmVk")
MARCH, APRIL = "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"
NEXT_MONTH = "from=2999-01-01T00:00:00Z&to=2999-02-01T00:00:00Z"


def questions() -> Iterator[tuple[str, dict[str, Any], set[int]]]:
    """Path, schema by parameter, and documented statuses of each GET that takes something in its query."""
    for path, operations in api_document()["paths"].items():
        operation = operations.get("get")
        if operation and TAGS & set(operation["tags"]):
            taken = {each["name"]: each["schema"] for each in operation["parameters"] if each.get("in") == "query"}
            if taken:
                yield path, taken, {int(status) for status in operation["responses"]}


def is_free_text(schema: dict[str, Any]) -> bool:
    """Whether texts may be right: it is no number, time, or choice, and has no pattern."""
    kinds = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    return all(kind.get("type") == "string" and not {"format", "pattern", "enum"} & kind.keys() for kind in kinds)


QUESTIONS = list(questions())
TAKEN = [pytest.param(path, name, id=f"{path} {name}") for path, taken, _ in QUESTIONS for name in taken]
RANGES = [path for path, taken, _ in QUESTIONS if {"from", "to"} <= taken.keys()]


@pytest.fixture
def curious(cloud: Cloud) -> User:
    """Somebody new for each test, as questions are limited."""
    return cloud.user(uuid4().hex)


def ask(user: User, path: str, query: str) -> tuple[int, str]:
    answer = user.call("GET", path.replace("{image_id}", IMAGE), query=query)
    code = answer.body["error"]["code"] if answer.status >= 400 else ""
    return answer.status, code


def test_every_route_of_insights_is_asked() -> None:
    paths = {path for path, *_ in QUESTIONS}
    assert {"/v1/search", "/v1/costs", "/v1/audit-logs", "/v1/duplicates", "/v1/analytics/summary"} <= paths
    assert len(RANGES) >= 9


@pytest.mark.parametrize(("path", "name"), TAKEN)
def test_any_text_has_an_answer_or_a_documented_refusal(curious: User, path: str, name: str) -> None:
    ((taken, documented),) = [(taken, documented) for each, taken, documented in QUESTIONS if each == path]
    for what, text in TEXTS.items():
        status, code = ask(curious, path, f"{name}={quote(text, safe='%')}")
        assert status in documented, (what, status, code)
        assert status < 500, (what, status, code)
        assert status == 200 or code in {*ErrorCode}, what
        if not is_free_text(taken[name]) or name == "cursor" or len(text) > 2_000:
            assert (status, code) == (400, "VALIDATION_ERROR"), what


@pytest.mark.parametrize("path", [path for path, taken, _ in QUESTIONS if "cursor" in taken])
def test_a_forged_cursor_is_refused(curious: User, path: str) -> None:
    for cursor in CURSORS:
        assert ask(curious, path, f"cursor={quote(cursor)}&q=sea") == (400, "VALIDATION_ERROR"), cursor


@pytest.mark.parametrize("path", RANGES)
def test_a_range_that_ends_before_it_begins_is_refused(curious: User, path: str) -> None:
    found = ask(curious, path, f"from={APRIL}&to={MARCH}")
    assert found == (404, "NOT_FOUND") if "{image_id}" in path else (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("path", [path for path in RANGES if "analytics" in path and "{" not in path])
def test_analytics_of_a_future_month_is_refused(curious: User, path: str) -> None:
    assert ask(curious, path, NEXT_MONTH) == (400, "VALIDATION_ERROR")


def test_costs_of_a_future_month_are_refused(curious: User) -> None:
    assert ask(curious, "/v1/costs", "month=2999-02") == (400, "VALIDATION_ERROR")


FAR = ("0001-01-01T00:00:00+14:00", "0186-01-19T17:31:03.274693-09:09", "9999-12-31T23:59:59.999999-14:00")
"""At the ends of what times can be, where another time zone lies beyond."""


@pytest.mark.parametrize("path", RANGES)
def test_times_far_from_today_have_an_answer_or_a_documented_refusal(curious: User, path: str) -> None:
    ((_, documented),) = [(taken, documented) for each, taken, documented in QUESTIONS if each == path]
    for name, moment in product(("from", "to"), FAR):
        status, code = ask(curious, path, f"{name}={quote(moment)}")
        assert status in documented, (name, moment, status, code)
        assert status < 500, (name, moment)
