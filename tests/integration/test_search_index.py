"""The search index says what the records say, whatever came between."""

from typing import Any
from uuid import uuid4

import pytest

from local.tables.service import stream_of
from pixelflare.aws.table import Table
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.search import index_image
from tests.integration.between import just_before
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed, counted_writes


@pytest.fixture(autouse=True)
def nothing_waits(cloud: Cloud) -> None:
    stream_of(cloud.variables["CORE_TABLE"]).take(1_000_000)


def terms_of(cloud: Cloud, image: Any) -> set[str]:
    """The terms under which the index has a posting of the image."""
    suffix = f"#{image['id']}"
    rows = cloud.rows("DERIVED_TABLE")
    return {row["sk"]["S"].removesuffix(suffix) for row in rows if row["sk"]["S"].endswith(suffix)}


def test_an_upload_is_found_by_its_words_and_filters(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket, "IMG2024Größe.jpg", tags=["sea"], alt="A rocket at dawn", album="trips")

    cloud.follow_changes()

    assert terms_of(cloud, image) >= {
        "img",
        "2024",
        "rocket",
        "dawn",
        "sea",
        "trips",
        "album:trips",
        "tag:sea",
        "is:public",
    }


def test_a_change_replaces_its_words(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket, tags=["sea"])
    cloud.follow_changes()
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"tags": ["sky"]}).status == 200

    cloud.follow_changes()

    terms = terms_of(cloud, image)
    assert terms >= {"sky", "tag:sky"}
    assert terms.isdisjoint({"sea", "tag:sea"})


def test_a_deleted_image_is_not_found_and_a_restored_one_is(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket)
    cloud.follow_changes()
    before = terms_of(cloud, image)
    user.call("DELETE", f"/v1/images/{image['id']}")
    cloud.follow_changes()
    assert terms_of(cloud, image) == set()

    assert user.call("POST", f"/v1/images/{image['id']}/restore").status == 200
    cloud.deliver("variant_consumer", *cloud.messages())
    cloud.follow_changes()

    assert terms_of(cloud, image) == before


def test_a_late_run_does_not_bring_back_what_is_gone(cloud: Cloud, user: User, rocket: bytes) -> None:
    """It reads the record, then sleeps while the image is deleted."""
    image = user.upload(rocket)
    services, owner = cloud.services("index_consumer"), image["owner"]

    def delete() -> None:
        user.call("DELETE", f"/v1/images/{image['id']}")
        cloud.follow_changes()

    with just_before(Table, "transact", delete), pytest.raises(ChangedMeanwhile):
        index_image(owner, image["id"], images=services.images, albums=services.albums, index=services.index)
    index_image(owner, image["id"], images=services.images, albums=services.albums, index=services.index)

    assert terms_of(cloud, image) == set()


def test_a_run_that_dies_anywhere_is_made_up_for_by_the_next(cloud: Cloud, user: User, rocket: bytes) -> None:
    services = cloud.services("index_consumer")
    image = user.upload(rocket, tags=["sea"])
    died = 0
    for crash_after in range(1, 20):
        tag = f"t{crash_after}-{uuid4().hex[:4]}"
        user.call("PATCH", f"/v1/images/{image['id']}", {"tags": [tag]})
        with counted_writes(crash_after=crash_after) as writes:
            try:
                index_image(
                    image["owner"], image["id"], images=services.images, albums=services.albums, index=services.index
                )
            except Crashed:
                died += 1
        index_image(image["owner"], image["id"], images=services.images, albums=services.albums, index=services.index)
        assert {term for term in terms_of(cloud, image) if term.startswith("tag:")} == {f"tag:{tag}"}
        if writes.count < crash_after:
            break
    assert died >= 1


def test_more_changes_than_a_transaction_takes_are_several(cloud: Cloud, user: User, rocket: bytes) -> None:
    def words(letter: str, count: int) -> list[str]:
        return [f"{letter}{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(count)]

    image = user.upload(rocket, alt=" ".join(words("x", 60)), tags=words("y", 30))
    cloud.follow_changes()
    change = {"alt": " ".join(words("v", 60)), "tags": words("w", 30)}
    assert user.call("PATCH", f"/v1/images/{image['id']}", change).status == 200

    cloud.follow_changes()

    terms = terms_of(cloud, image)
    assert {*words("v", 60), *words("w", 30)} <= terms
    assert terms.isdisjoint({*words("x", 60), *words("y", 30)})


def test_reservations_and_rejected_uploads_are_not_found(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")
    assert cloud.deliver("upload_consumer", user.post_form(form, b"no picture")) == []

    cloud.follow_changes()

    assert terms_of(cloud, {"id": form["imageId"]}) == set()
