import pytest

from local.cache import Cache
from local.freshness import Lifetimes, answer_from, seconds_to_keep
from local.http_messages import Request, Response


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def stored(cache: Cache, key: str, body: bytes = b"x", seconds: float = 10) -> None:
    cache.put(key, Response(200, (), body), seconds=seconds, ticket=cache.ticket(), paths=[f"/{key}"])


def test_a_response_is_fresh_for_its_time_and_tells_its_age() -> None:
    clock = Clock()
    cache = Cache(clock=clock)
    stored(cache, "a")
    clock.now = 9.9
    found = cache.get("a")
    assert found is not None
    assert found[1] == 9
    clock.now = 10
    assert cache.get("a") is None


def test_the_least_recently_used_goes_first_when_space_runs_out() -> None:
    cache = Cache(capacity_bytes=250)
    for key in ("a", "b"):
        stored(cache, key, b"x" * 100)
    cache.get("a")
    stored(cache, "c", b"x" * 100)
    assert [cache.get(key) is not None for key in "abc"] == [True, False, True]


def test_something_larger_than_the_whole_cache_is_not_kept() -> None:
    cache = Cache(capacity_bytes=50)
    stored(cache, "a", b"x" * 51)
    assert cache.get("a") is None


def test_what_was_purged_while_its_origin_answered_is_not_stored() -> None:
    cache = Cache()
    before = cache.ticket()
    cache.purge("#tag")
    cache.put("a", Response(200), seconds=10, ticket=before, paths=["/a"], tags=["tag"])
    cache.put("b", Response(200), seconds=10, ticket=before, paths=["/b"], tags=["other"])
    cache.put("c", Response(200), seconds=10, ticket=cache.ticket(), paths=["/c"], tags=["tag"])
    assert [cache.get(key) is not None for key in "abc"] == [False, True, True]


def test_an_origin_slower_than_a_thousand_purges_is_not_trusted() -> None:
    cache = Cache()
    before = cache.ticket()
    for number in range(1001):
        cache.purge(f"#{number}")
    cache.put("a", Response(200), seconds=10, ticket=before, paths=["/a"])
    assert cache.get("a") is None


@pytest.mark.parametrize(
    ("status", "cache_control", "seconds"),
    [
        (200, None, 100),
        (200, "max-age=50", 50),
        (200, "max-age=50, s-maxage=70", 70),
        (200, "max-age=5000", 1000),
        (200, "max-age=1", 10),
        (200, "no-store", 10),
        (200, "private, max-age=50", 10),
        (206, "max-age=50", 0),
        (302, "max-age=50", 50),
        (404, None, 5),
        (404, "no-store", 5),
        (404, "max-age=30", 30),
        (500, None, 10),
        (429, None, 0),
        (429, "max-age=20", 20),
        (401, "no-store", 0),
    ],
)
def test_how_long_an_answer_is_kept(status: int, cache_control: str | None, seconds: float) -> None:
    headers = (("cache-control", cache_control),) if cache_control else ()
    kept = seconds_to_keep(Response(status, headers), Lifetimes(10, 100, 1000), {404: 5})
    assert kept == seconds


def test_where_caching_is_off_nothing_is_kept() -> None:
    response = Response(200, (("cache-control", "max-age=50"),))
    assert seconds_to_keep(response, Lifetimes(0, 0, 0), {}) == 0


def test_an_expiry_date_in_the_past_keeps_nothing() -> None:
    response = Response(200, (("expires", "Thu, 01 Jan 2015 00:00:00 GMT"),))
    assert seconds_to_keep(response, Lifetimes(0, 100, 1000), {}) == 0


WHOLE = Response(200, (("etag", '"1"'), ("last-modified", "Thu, 01 Jan 2015 00:00:00 GMT")), b"0123456789")


@pytest.mark.parametrize(
    ("name", "value", "status", "body"),
    [
        ("if-none-match", '"1"', 304, b""),
        ("if-none-match", 'W/"1", "2"', 304, b""),
        ("if-none-match", "*", 304, b""),
        ("if-none-match", '"2"', 200, WHOLE.body),
        ("if-modified-since", "Thu, 01 Jan 2015 00:00:00 GMT", 304, b""),
        ("if-modified-since", "Wed, 31 Dec 2014 23:59:59 GMT", 200, WHOLE.body),
        ("if-modified-since", "yesterday", 200, WHOLE.body),
        ("range", "bytes=0-0", 206, b"0"),
        ("range", "bytes=8-", 206, b"89"),
        ("range", "bytes=8-99", 206, b"89"),
        ("range", "bytes=-4", 206, b"6789"),
        ("range", "bytes=-40", 206, WHOLE.body),
        ("range", "bytes=10-", 416, b""),
        ("range", "bytes=-0", 416, b""),
        ("range", "bytes=0-1,3-4", 200, WHOLE.body),
        ("range", "lines=1-2", 200, WHOLE.body),
    ],
)
def test_what_a_request_gets_of_a_whole_answer(name: str, value: str, status: int, body: bytes) -> None:
    answer = answer_from(WHOLE, Request("GET", "/", headers=((name, value),)))
    assert (answer.status, answer.body) == (status, body)


def test_a_range_of_another_version_gets_the_whole() -> None:
    headers = (("range", "bytes=0-1"), ("if-range", '"0"'))
    assert answer_from(WHOLE, Request("GET", "/", headers=headers)).status == 200
