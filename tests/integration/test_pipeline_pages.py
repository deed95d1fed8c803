"""What pages of other origins may ask and read."""

import pytest

from tests.integration.cloud import Answer, Cloud, User


@pytest.fixture
def page(cloud: Cloud) -> str:
    """An origin that may call the API."""
    return cloud.variables["ALLOWED_ORIGINS"].split()[0]


# Pages of other origins


def preflight(cloud: Cloud, origin: str, path: str = "/v1/images") -> Answer:
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    return cloud.api("OPTIONS", path, headers=headers)


def test_preflight_of_an_allowed_page_needs_no_credentials(cloud: Cloud, page: str) -> None:
    answer = preflight(cloud, page)

    assert (answer.status, answer.body) == (204, "")
    assert answer.headers["Access-Control-Allow-Origin"] == page
    assert answer.headers["Access-Control-Max-Age"] == "7200"
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    for name in ("Authorization", "Content-Type", "If-Match", "Idempotency-Key"):
        assert name in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Vary"] == "Origin, Accept-Encoding"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "{page}.evil.example", "{page}/", "{page}:1"])
def test_other_pages_are_told_nothing(cloud: Cloud, user: User, page: str, origin: str) -> None:
    origin = origin.format(page=page)
    for answer in (preflight(cloud, origin), user.call("GET", "/v1/images", origin=origin)):
        assert answer.status in (200, 204)
        assert answer.headers["Vary"] == "Origin, Accept-Encoding"
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]


def test_allowed_page_may_read_every_answer_and_the_headers_it_needs(cloud: Cloud, user: User, page: str) -> None:
    answers = [
        user.call("GET", "/v1/images", origin=page),
        user.call("GET", "/v1/nothing", origin=page),
        cloud.api("GET", "/v1/images", headers={"origin": page}),
    ]
    assert [answer.status for answer in answers] == [200, 404, 401]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == page
        exposed = answer.headers["Access-Control-Expose-Headers"]
        for name in ("ETag", "RateLimit-Limit", "Retry-After", "X-Request-Id", "Location"):
            assert name in exposed


# Methods, sizes, types


def test_answers_are_never_sniffed_and_never_cached(user: User) -> None:
    for path in ("/v1/images", "/v1/nothing"):
        headers = user.call("GET", path).headers
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
