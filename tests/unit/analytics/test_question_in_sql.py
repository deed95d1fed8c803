"""Athena's question has the same answer as the function's own count, in DuckDB on the same lines."""

import csv
import io
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from pixelflare.analytics.engines import counted_from, left_within
from pixelflare.analytics.lines import Counted, Left, count_lines
from pixelflare.analytics.sql import hour_question
from schema.access_logs import DOMAIN_FIELDS
from schema.addresses.image_path import ImagePath

HOUR = datetime(2026, 11, 29, 17, tzinfo=UTC)
OWNERS = {"images.kea.example": "kea", "pictures.moa.example": "moa"}
IMAGE, OTHER = "img_01K0000000000000000000000A", "img_01K0000000000000000000000B"
LEFT: Left = {
    "/kea/trips/beach.jpg": [("2026-11-29T17:30:00.000Z", IMAGE)],
    "/kea/trips/sea.jpg": [("2026-11-29T17:10:00.000Z", OTHER), ("2026-11-29T22:00:00.000Z", IMAGE)],
    "/kea/trips/later.jpg": [("2026-11-29T23:00:00.000Z", OTHER)],
    "/kea/trips/before.jpg": [("2026-11-29T03:00:00.000Z", OTHER)],
}
CHOICES: dict[str, Sequence[str | None]] = {
    "x-edge-result-type": ("Hit", "RefreshHit", "OriginShieldHit", "Miss", "Error", "Redirect"),
    "cs-method": ("GET", "GET", "GET", "HEAD", "POST"),
    "cs-uri-stem": (
        *(f"/kea/trips/{name}.jpg" for name in ("beach", "sea", "later", "before", "other")),
        *("/kea/trips/beach.JPG", "/kea/trips/beach.jpg/w512.webp", "/kea/trips/sea.jpg/w%3D300"),
        *("/trips/beach.jpg", "/trips/beach.jpg/w512.webp", "/trips/sea.JPG", "/trips/other.jpg", f"/{IMAGE}/w512"),
        *(f"/p/{IMAGE}.jpg/w512", "/docs/", "/api/v1/images", "/", "/kea/it's.jpg", "/kea/trips/%zz.jpg"),
    ),
    "cs(Referer)": (
        *("-", "", "https://blog.example/post", "https://BLOG.example:8443/?q=1#x", "http://user:pw@shop.example/"),
        *("//cdn.example/x", "blog.example/post", "android-app://com.example.app/", "https://", "https://[::1]/"),
        *("https://b%C3%BCcher.example/", "https%3A%2F%2Fquoted.example%2Fx", "https://bad%zz.example", "about:blank"),
    ),
    "cs(User-Agent)": (
        *(
            "Mozilla/5.0%20(X11;%20Linux%20x86_64)",
            "-",
            "",
            "Googlebot/2.1",
            "curl%2F8.0",
            "Mozilla/5.0%20CRAWLER",
            "bad%zz",
        ),
    ),
    "c-country": ("DE", "FR", "-", "de", "USA", "ZZ", ""),
    "sc-status": ("200", "200", "304", "206", "301", "404", "403", "503", "000"),
    "sc-bytes": ("0", "1000", "123456789"),
    "sc-content-type": ("image/webp", "image/jpeg;charset=x", "-", "text/html", "application/json"),
    "sc-range-start": ("-", "0", "1000"),
    "x-host-header": (
        *("-", "", None, None, "images.kea.example", "images.kea.example", "IMAGES.kea.example:8787"),
        *("pictures.moa.example", "gone.example"),
    ),
}


def lines_of(seed: int, count: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    lines = []
    for number in range(count):
        line = {name: chance.choice(values) for name, values in CHOICES.items()}
        line |= {"date": "2026-11-29", "time": f"17:{chance.randrange(60):02}:{chance.randrange(60):02}"}
        lines.append(line | {"x-edge-request-id": f"r{number}"})
    lines += chance.choices(lines, k=count // 10)
    chance.shuffle(lines)
    return lines


def in_duckdb(lines: Sequence[dict[str, Any]], left: Left) -> Counted:
    """Only the name of one function differs. The answer travels as CSV, as Athena's does."""
    database = duckdb.connect()
    database.execute("CREATE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern)")
    columns = ", ".join(f'"{name.lower()}" VARCHAR' for name in DOMAIN_FIELDS)
    database.execute(f"CREATE TABLE access_logs ({columns}, day VARCHAR, hour INTEGER)")
    rows = [[*(line.get(name) for name in DOMAIN_FIELDS), "2026/11/29", 17] for line in lines]
    rows.append([*rows[0][:2], "another hour", *rows[0][3:-1], 18])
    database.executemany(f"INSERT INTO access_logs VALUES ({', '.join('?' * (len(DOMAIN_FIELDS) + 2))})", rows)
    question = hour_question("access_logs", HOUR, left=left_within(HOUR, left))
    answer = database.execute(question)
    text = io.StringIO()
    csv.writer(text).writerows([[column[0] for column in answer.description], *answer.fetchall()])
    text.seek(0)
    return counted_from(csv.DictReader(text), HOUR, left=left, owner_of=OWNERS.get)


def in_python(lines: Sequence[dict[str, Any]], left: Left) -> Counted:
    return count_lines((json.dumps(line).encode() for line in lines), left=left, owner_of=OWNERS.get)


def told(counted: Counted) -> Iterator[tuple[str, str]]:
    for image, tally in counted.by_image.items():
        yield str(image), tally.as_text()


@pytest.mark.parametrize("seed", range(6))
def test_both_engines_count_the_same(seed: int) -> None:
    lines = lines_of(seed, 1_500)
    ours, theirs = in_python(lines, LEFT), in_duckdb(lines, LEFT)

    assert dict(told(theirs)) == dict(told(ours))
    assert theirs[1:] == ours[1:]
    assert {IMAGE, OTHER} <= {image for image in ours.by_image if isinstance(image, str)}
    assert {"kea", "moa"} == {image.owner for image in ours.by_image if isinstance(image, ImagePath)}
    assert ours.unknown_hosts


def test_without_paths_that_changed_hands_both_count_the_same() -> None:
    lines = lines_of(7, 500)
    assert dict(told(in_duckdb(lines, {}))) == dict(told(in_python(lines, {})))


def test_lines_that_cannot_be_read_are_counted_as_such() -> None:
    (good,) = lines_of(1, 1)
    good |= {"cs-uri-stem": "/kea/trips/other.jpg", "sc-bytes": "1000"}
    no_number = good | {"x-edge-request-id": "b", "sc-bytes": "many"}
    without_id = {name: value for name, value in good.items() if name != "x-edge-request-id"}
    without_path = {name: value for name, value in good.items() if name != "cs-uri-stem"} | {"x-edge-request-id": "c"}

    ours, theirs = (
        engine([good, no_number, without_id, without_id, without_path], {}) for engine in (in_python, in_duckdb)
    )
    assert theirs.unreadable == ours.unreadable == 4
    assert theirs.lines == ours.lines == 5


def test_a_path_is_quoted() -> None:
    question = hour_question("t", HOUR, left=["/kea/trips/it's.jpg"])
    assert "IN ('/kea/trips/it''s.jpg')" in question
