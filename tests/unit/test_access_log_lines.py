"""How lines of access logs are counted."""

import json
from typing import Any

import pytest

from pixelflare.analytics.lines import Counted, count_lines, host_of, is_bot
from pixelflare.analytics.paths import Logged, read_path
from pixelflare.analytics.tally import BOT_VIEWS, BYTES, ERRORS, HITS, IMAGE, MISSES, REFERRER, REQUESTS, VIEWS, Tally
from schema.addresses.image_path import ImagePath

BEACH = ImagePath("kea", "trips", "beach.jpg")
PRIVATE = "img_01K0000000000000000000000A"
DOMAINS = {"images.kea.example": "kea"}
BROWSER = "Mozilla/5.0%20(X11;%20Linux%20x86_64)"


def line(stem: str = BEACH.path, *, request: str = "r", **fields: str) -> bytes:
    whole = {
        "date": "2026-11-29",
        "time": "17:05:00",
        "x-edge-request-id": request,
        "x-edge-result-type": "Hit",
        "cs-method": "GET",
        "cs-uri-stem": stem,
        "cs(Referer)": "-",
        "cs(User-Agent)": BROWSER,
        "c-country": "DE",
        "sc-status": "200",
        "sc-bytes": "1000",
        "sc-content-type": "image/webp",
        "sc-range-start": "-",
    }
    return json.dumps(whole | {name.replace("_", "-"): value for name, value in fields.items()}).encode()


def counted(*lines: bytes, left: Any = None) -> Counted:
    return count_lines(lines, left=left or {}, owner_of=DOMAINS.get)


def tally(*lines: bytes) -> Tally:
    (only,) = counted(*lines).by_image.values()
    return only


@pytest.mark.parametrize(
    ("stem", "logged"),
    [
        ("/kea/trips/beach.jpg", Logged(BEACH, "original", "")),
        ("/kea/trips/beach.JPG", Logged(BEACH, "original", "")),
        ("/kea/trips/beach.jpg/w512", Logged(BEACH, "w512", "")),
        ("/kea/trips/beach.jpg/w512.webp", Logged(BEACH, "w512", "webp")),
        ("/kea/trips/beach.jpg/w=300,h=200.avif", Logged(BEACH, "w=300,h=200", "avif")),
        ("/kea/trips/beach.jpg/w%3D300", Logged(BEACH, "w=300", "")),
        (f"/p/{PRIVATE}.jpg/w512.webp", Logged(PRIVATE, "w512", "webp")),
        (f"/p/{PRIVATE}.jpg/original", Logged(PRIVATE, "original", "")),
    ],
)
def test_a_path_is_read_as_it_is_before_the_edge_function_and_after_it(stem: str, logged: Logged) -> None:
    assert read_path(stem) == logged


@pytest.mark.parametrize(
    "stem",
    [
        "/",
        "/api/v1/images",
        "/docs/",
        "/i/img_1",
        "/kea/trips",
        "/kea/trips/beach.exe",
        "kea/trips/beach.jpg",
        "/a/b/c/d/e",
    ],
)
def test_what_is_no_image_is_counted_apart(stem: str) -> None:
    assert read_path(stem) is None
    assert counted(line(stem)).others == 1


@pytest.mark.parametrize(
    ("fields", "views"),
    [
        ({}, 1),
        ({"sc_status": "304"}, 1),
        ({"sc_status": "206", "sc_range_start": "0"}, 1),
        ({"sc_status": "206", "sc_range_start": "5"}, 0),
        ({"sc_status": "301"}, 0),
        ({"sc_status": "404"}, 0),
        ({"cs_method": "HEAD"}, 0),
        ({"cs(User-Agent)": "Googlebot/2.1"}, 0),
    ],
)
def test_a_view_is_a_picture_that_a_person_is_shown(fields: dict[str, str], views: int) -> None:
    found = tally(line(**fields))
    assert found.totals[VIEWS] == views
    assert found.totals[REQUESTS] == 1
    assert found.totals[BYTES] == 1000


def test_bots_are_counted_apart() -> None:
    found = tally(
        line(request="1"), line(request="2", **{"cs(User-Agent)": "Mozilla/5.0%20(compatible;%20bingbot/2.0)"})
    )
    assert (found.totals[VIEWS], found.totals[BOT_VIEWS]) == (1, 1)
    assert is_bot("-")
    assert not is_bot(BROWSER)


def test_hits_misses_and_errors_are_all_requests() -> None:
    kinds = [{"x_edge_result_type": "RefreshHit"}, {"x_edge_result_type": "Miss"}, {"sc_status": "403"}]
    found = tally(*(line(request=str(at), **kind) for at, kind in enumerate(kinds)))
    assert [found.totals[each] for each in (HITS, MISSES, ERRORS)] == [1, 1, 1]


def test_a_line_that_comes_twice_counts_once_whatever_its_place() -> None:
    lines = [line(request="1"), line(request="2", c_country="FR"), line(request="1")]
    found, again = counted(*lines), counted(*reversed(lines))
    assert found.repeated == again.repeated == 1
    assert found.by_image[BEACH].as_text() == again.by_image[BEACH].as_text()


def test_a_broken_line_stops_nothing() -> None:
    found = counted(b"{", b"[]", b"{}", line(sc_bytes="many"), line(request="2"))
    assert (found.unreadable, found.lines) == (4, 5)
    assert found.by_image[BEACH].totals[VIEWS] == 1


def test_a_view_is_the_images_that_had_the_path_then() -> None:
    left = {BEACH.path: [("2026-11-29T17:03:00.000Z", "img_first"), ("2026-11-29T17:06:00.000Z", "img_second")]}
    lines = [line(request=at, time=at) for at in ("17:02:59", "17:05:59", "17:07:00")]
    assert set(counted(*lines, left=left).by_image) == {"img_first", "img_second", BEACH}


def below(host: str, stem: str, *, request: str = "r") -> bytes:
    return line(stem, request=request, x_host_header=host)


@pytest.mark.parametrize(
    ("stem", "image"),
    [
        ("/trips/beach.jpg", BEACH),
        ("/trips/beach.jpg/w512.webp", BEACH),
        ("/kea/trips/beach.jpg", BEACH),
        ("/kea/trips/beach.jpg/w512.webp", BEACH),
        (f"/p/{PRIVATE}.jpg", ImagePath("kea", "p", f"{PRIVATE}.jpg")),
        ("/kea/beach.jpg", None),
        ("/moa/trips/beach.jpg", None),
        ("/moa/trips/beach.jpg/w512", None),
        (f"/{PRIVATE}", None),
        (f"/{PRIVATE}/w512", None),
        (f"/i/{PRIVATE}/w512", None),
        (f"/p/{PRIVATE}.jpg/w512/x", None),
        ("/", None),
    ],
)
def test_a_path_below_a_domain_is_its_owners_as_the_edge_has_it(stem: str, image: ImagePath | None) -> None:
    """Short links lead on to the image's path, whose line counts."""
    found = counted(below("images.kea.example", stem))
    assert list(found.by_image) == ([image] if image else [])
    assert (found.others, found.unknown_hosts) == (0 if image else 1, 0)


@pytest.mark.parametrize("host", ["images.kea.example", "Images.KEA.example", "images.kea.example:8787"])
def test_a_host_is_read_as_it_is_stored(host: str) -> None:
    assert list(counted(below(host, "/trips/beach.jpg")).by_image) == [BEACH]


def test_lines_of_hosts_that_are_nobodys_are_dropped_and_counted() -> None:
    found = counted(below("gone.example", BEACH.path), below("images.kea.example", "/trips/beach.jpg", request="2"))
    assert (found.unknown_hosts, found.lines) == (1, 2)
    assert found.by_image[BEACH].totals[REQUESTS] == 1


@pytest.mark.parametrize("host", ["-", ""])
def test_lines_without_a_host_are_the_installations_own(host: str) -> None:
    found = counted(line(), below(host, BEACH.path, request="2"))
    assert found.by_image[BEACH].totals[REQUESTS] == 2


def test_a_view_below_a_domain_is_the_images_that_had_the_path_then() -> None:
    left = {BEACH.path: [("2026-11-29T17:06:00.000Z", "img_before")]}
    assert list(counted(below("images.kea.example", "/trips/beach.jpg"), left=left).by_image) == ["img_before"]


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("-", "direct"),
        ("https://Example.com:8080/secret/page?q=1", "example.com"),
        ("https%3A//example.com/a", "example.com"),
        ("javascript:alert(1)", "unreadable"),
        ("https://[::1", "unreadable"),
        ("https://=cmd()/", "unreadable"),
    ],
)
def test_only_the_host_of_a_referring_page_is_kept(referrer: str, host: str) -> None:
    assert host_of(referrer) == host
    assert set(tally(line(**{"cs(Referer)": referrer})).of(REFERRER)) == {host}


def test_a_tally_stays_small_and_loses_no_view() -> None:
    big = Tally()
    for number in range(5_000):
        big.add_part(f"{REFERRER}{number}.example", number, 1)
        big.add_part(f"{IMAGE}{number}", number, 1)
    small = big.bounded()
    assert sum(views for views, _ in small.of(REFERRER).values()) == sum(range(5_000))
    assert len(small.of(REFERRER)) == 251
    assert len(small.of(IMAGE)) == 1_000
    assert "4999" in small.of(IMAGE)
    assert Tally.from_text(small.as_text()).as_text() == small.bounded().as_text()
