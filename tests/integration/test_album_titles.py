"""Images are found by the title of their album, whichever they have by now."""

from typing import Any

import pytest

from local.tables.service import stream_of
from pixelflare.aws.table import Table
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.search import albums as steps
from pixelflare.search import index_image
from schema.keys.core import ALBUM_PROGRESS
from tests.integration.between import just_before
from tests.integration.cloud import Cloud, User

ALBUM = "/v1/albums/trips"


@pytest.fixture(autouse=True)
def nothing_waits(cloud: Cloud) -> None:
    stream_of(cloud.variables["CORE_TABLE"]).take(1_000_000)


@pytest.fixture
def images(cloud: Cloud, user: User, rocket: bytes) -> list[Any]:
    """Five of an album, and one of another."""
    assert user.call("POST", "/v1/albums", {"slug": "trips", "title": "Sailing at dusk"}).status == 201
    found = [user.upload(rocket, f"{number}.jpg", album="trips") for number in range(5)]
    user.upload(rocket, "6.jpg", album="work")
    cloud.follow_changes()
    return found


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_AT_ONCE", 2)


def found(user: User, text: str) -> set[str]:
    answer = user.call("GET", "/v1/search", query=f"q={text}")
    assert answer.status == 200, answer
    return {hit["image"]["filename"] for hit in answer.body["data"]}


def retitle(user: User, title: str) -> None:
    assert user.call("PATCH", ALBUM, {"title": title}).status == 200


EVERY = {f"{number}.jpg" for number in range(5)}


def test_images_are_found_by_slug_and_title_of_their_album(user: User, images: list[Any]) -> None:
    assert [found(user, text) for text in ("trips", "sailing", "%22at%20dusk%22", "sail*")] == [EVERY] * 4
    assert found(user, "trips%20-dusk") == set()
    hit = user.call("GET", "/v1/search", query="q=dusk").body["data"][0]
    assert hit["highlights"] == [
        {"field": "album_title", "text": "Sailing at dusk", "marks": [{"start": 11, "end": 15}]}
    ]


@pytest.mark.usefixtures("small_steps")
def test_new_title_is_found_in_the_whole_album_and_the_old_one_nowhere(
    cloud: Cloud, user: User, images: list[Any]
) -> None:
    retitle(user, "Rowing")

    cloud.follow_changes()

    assert (found(user, "rowing"), found(user, "sailing"), found(user, "trips")) == (EVERY, set(), EVERY)
    assert not [row for row in cloud.rows("CORE_TABLE") if row["sk"]["S"].startswith(ALBUM_PROGRESS)]


@pytest.mark.usefixtures("small_steps")
def test_title_that_comes_while_the_last_one_is_on_its_way_wins(cloud: Cloud, user: User, images: list[Any]) -> None:
    stream = stream_of(cloud.variables["CORE_TABLE"])
    retitle(user, "Rowing")
    cloud.call("index_consumer", {"Records": stream.take(100)})
    assert len(found(user, "rowing")) == 2
    retitle(user, "Swimming")

    cloud.follow_changes()

    assert (found(user, "swimming"), found(user, "rowing")) == (EVERY, set())


@pytest.mark.usefixtures("small_steps")
def test_steps_that_come_twice_and_in_any_order_end_alike(cloud: Cloud, user: User, images: list[Any]) -> None:
    stream = stream_of(cloud.variables["CORE_TABLE"])
    retitle(user, "Rowing")
    seen: list[Any] = []
    while records := stream.take(100):
        seen += records
        cloud.call("index_consumer", {"Records": records})
    assert len(seen) >= 3

    cloud.call("index_consumer", {"Records": seen[::-1]})
    cloud.follow_changes()

    assert (found(user, "rowing"), found(user, "sailing")) == (EVERY, set())
    assert not [row for row in cloud.rows("CORE_TABLE") if row["sk"]["S"].startswith(ALBUM_PROGRESS)]


def test_late_run_does_not_bring_the_old_title_back(cloud: Cloud, user: User, images: list[Any]) -> None:
    """It has read the old title, then sleeps while the image is indexed with the new one."""
    services, image = cloud.services("index_consumer"), images[0]
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "a boat"}).status == 200

    def meanwhile() -> None:
        retitle(user, "Rowing")
        cloud.follow_changes()

    def index() -> None:
        index_image(image["owner"], image["id"], images=services.images, albums=services.albums, index=services.index)

    with just_before(Table, "transact", meanwhile), pytest.raises(ChangedMeanwhile):
        index()
    index()

    assert (found(user, "rowing"), found(user, "sailing")) == (EVERY, set())


def test_image_that_moves_takes_the_title_of_its_new_album(cloud: Cloud, user: User, images: list[Any]) -> None:
    assert user.call("PATCH", f"/v1/images/{images[0]['id']}", {"album": "elsewhere"}).status == 200

    cloud.follow_changes()

    assert found(user, "sailing") == EVERY - {"0.jpg"}


def test_description_of_an_album_has_nothing_indexed(cloud: Cloud, user: User, images: list[Any]) -> None:
    before = cloud.rows("DERIVED_TABLE")
    assert user.call("PATCH", ALBUM, {"description": "Boats"}).status == 200

    cloud.follow_changes()

    assert cloud.rows("DERIVED_TABLE") == before
