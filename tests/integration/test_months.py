"""How many images there are of each month and day, whatever happens to them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from local.tables.service import stream_of
from pixelflare.aws.table import Table
from pixelflare.search import MonthCounts, SearchIndex
from pixelflare.search.document import Counted, Posting, SearchDocument
from tests.integration.cloud import Cloud, User


@pytest.fixture(autouse=True)
def nothing_waits(cloud: Cloud) -> None:
    stream_of(cloud.variables["CORE_TABLE"]).take(1_000_000)


def counted(cloud: Cloud, user: User, album: str = "") -> int:
    cloud.follow_changes()
    found = user.call("GET", "/v1/images/months", query=f"album={album}" if album else "").body
    assert found["images"] == sum(day["images"] for month in found["data"] for day in month["days"])
    return int(found["images"])


def test_uploads_moves_deletes_and_restores_are_counted(cloud: Cloud, user: User, rocket: bytes) -> None:
    images = [user.upload(rocket, f"{n}.jpg", album="trips") for n in range(2)]
    path = f"/v1/images/{images[0]['id']}"
    assert (counted(cloud, user), counted(cloud, user, "trips")) == (2, 2)

    user.call("PATCH", path, {"album": "sea"})
    assert [counted(cloud, user, album) for album in ("", "trips", "sea")] == [2, 1, 1]

    user.call("DELETE", path)
    assert [counted(cloud, user, album) for album in ("", "trips", "sea")] == [1, 1, 0]

    user.call("POST", f"{path}/restore", {})
    assert [counted(cloud, user, album) for album in ("", "trips", "sea")] == [2, 1, 1]


def test_a_reservation_is_not_counted(cloud: Cloud, user: User) -> None:
    user.reserve("waiting.jpg")
    assert counted(cloud, user) == 0


def test_they_say_when_and_lead_to_the_images_of_a_day(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket)
    cloud.follow_changes()

    [month] = user.call("GET", "/v1/images/months").body["data"]

    created = datetime.fromisoformat(image["created_at"]).astimezone(UTC)
    assert month == {
        "month": f"{created:%Y-%m}",
        "images": 1,
        "days": [{"day": f"{created:%Y-%m-%d}", "images": 1}],
    }
    listed = user.call("GET", "/v1/images", query=f"from={created:%Y-%m-%d}T00:00:00Z").body["data"]
    assert [each["id"] for each in listed] == [image["id"]]


def document(n: int, version: int, **more: Any) -> SearchDocument:
    return SearchDocument(image_id=f"img_{n:026}", version=version, **more)


def test_runs_that_come_again_or_late_count_nothing_twice(cloud: Cloud) -> None:
    table = Table(cloud.variables["DERIVED_TABLE"])
    index, counts, owner = SearchIndex(table), MonthCounts(table), "counted-by-hand"
    november, december = (Counted(day=day, album="a") for day in ("2026-11-30", "2026-12-01"))

    for _ in range(2):
        index.write(owner, document(1, 2, counted=november))
        index.write(owner, document(2, 1, counted=december))
        index.write(owner, document(1, 1))  # a late run that has read an older record
    assert [(each.month, each.images) for each in counts.of(owner, album="a").data] == [("2026-12", 1), ("2026-11", 1)]

    index.remove(owner, document(2, 1).image_id, version=9)
    index.remove(owner, document(2, 1).image_id, version=9)
    assert [(each.month, each.images) for each in counts.of(owner, album=None).data] == [("2026-11", 1)]


def test_a_document_with_more_terms_than_a_transaction_takes_is_counted_once(cloud: Cloud) -> None:
    table = Table(cloud.variables["DERIVED_TABLE"])
    terms = {f"term{n}": Posting(weight=1.0, length=1) for n in range(250)}
    SearchIndex(table).write("many-terms", document(3, 1, terms=terms, counted=Counted(day="2026-11-30", album="a")))
    assert MonthCounts(table).of("many-terms", album=None).images == 1


def test_an_albums_cover_is_an_image_of_ones_own(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket, "cover.jpg", album="covered")
    theirs = cloud.user("owner-of-another-cover").upload(rocket)
    assert user.call("PATCH", "/v1/albums/covered", {"cover": theirs["id"]}).status == 404
    assert user.call("PATCH", "/v1/albums/covered", {"cover": image["id"]}).body["cover"] == image["id"]
    assert user.call("PATCH", "/v1/albums/covered", {"title": "Covered"}).body["cover"] == image["id"]
    assert user.call("PATCH", "/v1/albums/covered", {"cover": None}).body["cover"] is None
