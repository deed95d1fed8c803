"""Other vendors' addresses: the edge hands on what the translation takes, whole, and nothing that is ours."""

import base64
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pixelflare.dialects import Translation, Vendor, translate
from schema.addresses.names import RESERVED_OWNERS
from schema.errors import ErrorBody
from tests.edge.function import Edge, a_request
from tests.unit.dialects import test_accounts as accounts
from tests.unit.dialects import test_properties as properties
from tests.unit.dialects import test_refusals as refusals
from tests.unit.dialects import test_signatures as signatures
from tests.unit.dialects import test_vendors as vendors

PREFIX = "/_foreign/"
LONGEST = 700
SOURCE = "alice/trips/beach.jpg"


@pytest.fixture(scope="module")
def edge() -> Edge:
    """The stricter engine alone: there are many examples here."""
    return Edge(hostile=True)


def _handed_on(edge: Edge, path: str, query: str = "", *, method: str = "GET") -> str | None:
    """The address that the function behind gets; None when it gets none."""
    uri = edge.on_request(a_request(path, query=query, method=method)).get("uri", "")
    if not uri.startswith(PREFIX):
        return None
    encoded = uri.removeprefix(PREFIX)
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()


def _asked_by(module: ModuleType) -> Iterator[tuple[str, str, bool]]:
    """The paths and queries of every call that a module's tests make to `translate`, and whether it knew the vendor."""
    asked: list[tuple[str, str, bool]] = []

    def recording(path: str, query: str = "") -> Translation | None:
        try:
            found = translate(path, query)
        except ValueError:
            asked.append((path, query, True))
            raise
        asked.append((path, query, found is not None))
        return found

    with patch.object(module, "translate", recording):
        for test in [each for name, each in vars(module).items() if name.startswith("test_")]:
            for arguments in _arguments(test):
                test(**arguments)
    return iter(asked)


def _arguments(test: Callable[..., Any]) -> list[dict[str, Any]]:
    """What a test is run with, by its marks."""
    found: list[dict[str, Any]] = [{}]
    for mark in getattr(test, "pytestmark", []):
        if mark.name == "parametrize":
            names = [mark.args[0]] if isinstance(mark.args[0], str) else list(mark.args[0])
            rows = [(row,) if len(names) == 1 else row for row in mark.args[1]]
            found = [before | dict(zip(names, row, strict=True)) for before in found for row in rows]
    return found


def _as_sent(path: str, query: str) -> tuple[str, str]:
    """What stands behind a question mark in a path is the query of a request, and nobody sends a space."""
    path, _, behind = path.replace(" ", "%20").partition("?")
    return path, "&".join(filter(None, (behind, query)))


def _whole(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


@pytest.mark.parametrize(
    "module", [vendors, signatures, refusals, accounts], ids=["vendors", "signatures", "refusals", "accounts"]
)
def test_every_address_in_the_tests_of_the_translation_is_handed_on_as_it_was_sent(
    module: ModuleType, edge: Edge
) -> None:
    count = 0
    for path, query, is_known in _asked_by(module):
        path, query = _as_sent(path, query)
        is_step_up = ".." in path
        expected = _whole(path, query) if is_known and not is_step_up else None
        assert _handed_on(edge, path, query) == expected, (path, query)
        count += is_known
    assert count > 5


@pytest.mark.parametrize("strategies", [properties.LIKELY, properties.WILD], ids=["likely", "wild"])
@pytest.mark.parametrize("vendor", list(Vendor))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_every_address_that_is_translated_is_handed_on(
    edge: Edge, vendor: Vendor, strategies: Any, data: st.DataObject
) -> None:
    path, query = _as_sent(f"/{data.draw(strategies[vendor])}/{data.draw(properties.sources)}", "")
    try:
        is_known = translate(path, query) is not None
    except ValueError:
        is_known = False
    if is_known and len(path) <= LONGEST and ".." not in path:
        assert _handed_on(edge, path, query) == _whole(path, query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    segments=st.lists(
        st.sampled_from(
            [
                *("alice", "trips", "beach.jpg", "w512", "w=300,h=200", "unsafe", "_", "image", "upload", "cdn-cgi"),
                *("alice/trips/beach.jpg", "demo"),
                *("plain", "w:300", "tr:w-300", "tr%3Aw-300", "a" * 43, "8ammJH8D-7tXy6kU3lTvoXlhu4o=", "", "i", "p"),
            ]
        ),
        max_size=7,
    ),
    query=st.sampled_from(["", "tr=w-300", "tr=w-300&ik-s=ab", "w=300&v=2"]),
)
def test_ours_stays_ours_and_what_is_translated_is_handed_on(edge: Edge, segments: list[str], query: str) -> None:
    path = "/" + "/".join(segments)
    handed_on = _handed_on(edge, path, query)
    assert handed_on in (None, _whole(path, query))
    try:
        is_taken = translate(path, query) is not None
    except ValueError:
        return  # the function behind says why, or nothing looks like this
    if is_taken and segments[0] not in {*RESERVED_OWNERS, ""}:
        assert handed_on is not None
    if path.count("/") in (3, 4) and path.startswith(f"/{SOURCE}"):
        assert (handed_on is not None) == is_taken


@pytest.mark.parametrize(
    "query", ["tr=w-300&v=7&tr=h-200&flag", "ik-t=1&tr=w%2D300,h-2&ik-s=a%20b", "v=1&tr=", "tr=di-x+y.jpg&z=a%26b=c"]
)
def test_the_query_is_handed_on_in_its_order_and_spelling(query: str, edge: Edge) -> None:
    assert _handed_on(edge, f"/{SOURCE}", query) == f"/{SOURCE}?{query}"


@pytest.mark.parametrize("query", ["TR=w-300", "itr=w-300", "w=300"])
def test_an_original_without_options_of_imagekits_is_ours(query: str, edge: Edge) -> None:
    assert _handed_on(edge, f"/{SOURCE}", query) is None


@pytest.mark.parametrize("owner", sorted(RESERVED_OWNERS))
@pytest.mark.parametrize("rest", ["image/upload/w_300", "plain", "w:300/plain", "tr:w-300"])
def test_what_is_reserved_is_nobody_elses(owner: str, rest: str, edge: Edge) -> None:
    assert _handed_on(edge, f"/{owner}/{rest}/{SOURCE}") is None
    assert _handed_on(edge, f"/{owner}/trips/beach.jpg", "tr=w-300") is None


def test_what_is_handed_on_can_not_be_asked_for(edge: Edge) -> None:
    inside = edge.on_request(a_request(f"/unsafe/300x200/{SOURCE}"))["uri"]
    assert edge.on_request(a_request(inside))["statusCode"] == 404
    assert edge.on_request(a_request(f"{PREFIX}plain/{SOURCE}"))["statusCode"] == 404


def test_an_address_may_have_700_characters_with_its_query(edge: Edge) -> None:
    start = f"/unsafe/{SOURCE}"
    query = "v=" + "7" * (LONGEST - len(start) - 3)
    assert _handed_on(edge, start, query) == f"{start}?{query}"
    longer = edge.on_request(a_request(start, query=query + "7"))
    assert longer["statusCode"] == 400
    assert ErrorBody.model_validate_json(longer["body"]).error.code == "VALIDATION_ERROR"
    assert "700" in longer["body"]
    assert len(edge.on_request(a_request(start, query=query))["uri"]) < 1024


@pytest.mark.parametrize("text", ["\\", " ", "\n", "\x00", "\x7f", "ä", "\u202e", "../"])
def test_what_can_not_be_seen_is_refused(text: str, edge: Edge) -> None:
    assert edge.on_request(a_request(f"/unsafe/300x200/{text}{SOURCE}"))["statusCode"] == 400


@pytest.mark.parametrize("text", ["\\", " ", "\n", "ä"])
def test_what_can_not_be_seen_is_refused_in_the_query_too(text: str, edge: Edge) -> None:
    assert edge.on_request(a_request(f"/{SOURCE}", query=f"tr=w-300{text}"))["statusCode"] == 400


def test_preflights_are_answered_as_for_pictures(edge: Edge) -> None:
    answered = edge.on_request(a_request(f"/unsafe/300x200/{SOURCE}", method="OPTIONS"))
    assert answered["statusCode"] == 204
    assert answered["headers"]["access-control-allow-origin"]["value"] == "*"
    assert _handed_on(edge, f"/unsafe/300x200/{SOURCE}", method="HEAD") == f"/unsafe/300x200/{SOURCE}"
