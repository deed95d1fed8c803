"""A tag's count is kept by the transactions that tag images: it is what counting its images would find, whatever happens."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from pixelflare.aws.clients import client
from pixelflare.base import clock
from pixelflare.catalog import tag_image
from schema.keys.core import TAG_COUNT_SHARDS, tag_count_key
from schema.limits import MAX_TAGS
from tests.integration.cloud import Cloud, User


def rows_of_tags(cloud: Cloud, owner: str) -> Counter[str]:
    """The images of each tag, counted."""
    keys = (item["sk"]["S"] for item in cloud.rows("CORE_TABLE") if item["pk"]["S"] == f"O#{owner}")
    return Counter(key.split("#")[1] for key in keys if key.startswith("TI#"))


def kept(cloud: Cloud, owner: str) -> Counter[str]:
    parts: Counter[str] = Counter()
    for item in cloud.rows("CORE_TABLE"):
        if item["pk"]["S"] == f"O#{owner}" and item["sk"]["S"].startswith("TC#"):
            parts[item["sk"]["S"].split("#")[1]] += int(item["images"]["N"])
    return parts


def assert_counts_are_right(cloud: Cloud, owner: str, **expected: int) -> None:
    assert +rows_of_tags(cloud, owner) == +kept(cloud, owner) == +Counter(expected)
    assert min(kept(cloud, owner).values(), default=0) >= 0


@contextmanager
def queried() -> Iterator[list[str]]:
    """What the sort keys of queries begin with."""
    prefixes: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        prefixes.append(params["ExpressionAttributeValues"][":prefix"]["S"])

    events = client("dynamodb").meta.events
    events.register("provide-client-params.dynamodb.Query", note)
    try:
        yield prefixes
    finally:
        events.unregister("provide-client-params.dynamodb.Query", note)


def test_every_way_to_and_from_a_tag_is_counted(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket, tags=["sea", "sky"])
    owner, path = image["owner"], f"/v1/images/{image['id']}"
    assert_counts_are_right(cloud, owner, sea=1, sky=1)
    user.call("PATCH", path, {"tags": ["sky", "sand"]})
    assert_counts_are_right(cloud, owner, sky=1, sand=1)
    user.call("PUT", f"{path}/tags/sea")
    user.call("PUT", f"{path}/tags/sea")
    assert_counts_are_right(cloud, owner, sky=1, sand=1, sea=1)
    user.call("DELETE", path)
    assert_counts_are_right(cloud, owner)
    user.call("POST", f"{path}/restore")
    assert_counts_are_right(cloud, owner, sky=1, sand=1, sea=1)
    user.call("DELETE", "/v1/tags/sand")
    assert_counts_are_right(cloud, owner, sky=1, sea=1)


def test_rejected_upload_is_counted_out_once_however_often_it_is_rejected_and_forgotten(
    cloud: Cloud, user: User
) -> None:
    form = user.reserve(tags=["sea"])
    owner, path = form["image"]["owner"], f"/v1/images/{form['imageId']}"
    event = user.post_form(form, b"no picture")
    for _ in range(2):
        assert cloud.deliver("upload_consumer", event) == []
    assert_counts_are_right(cloud, owner)
    user.call("PATCH", path, {"tags": ["sky"]})
    assert_counts_are_right(cloud, owner, sky=1)
    assert user.call("DELETE", path).status == 204
    assert_counts_are_right(cloud, owner)


def test_reservation_that_is_given_up_is_counted_out(cloud: Cloud, user: User) -> None:
    form = user.reserve(tags=["sea"])
    user.call("DELETE", f"/v1/images/{form['imageId']}")
    assert_counts_are_right(cloud, form["image"]["owner"])


def test_all_tags_of_an_image_can_be_replaced_at_once(cloud: Cloud, user: User, rocket: bytes) -> None:
    before, after = ([f"{side}{n}" for n in range(MAX_TAGS)] for side in ("before", "after"))
    image = user.upload(rocket, tags=before)

    answer = user.call("PATCH", f"/v1/images/{image['id']}", {"tags": after, "filename": "moved.jpg"})

    assert (answer.status, answer.body["filename"], sorted(answer.body["tags"])) == (200, "moved.jpg", sorted(after))
    assert_counts_are_right(cloud, image["owner"], **dict.fromkeys(after, 1))


def test_listing_tags_reads_no_image_of_them(user: User) -> None:
    for n in range(3):
        user.reserve(f"{n}.jpg", tags=["sea"])

    with queried() as prefixes:
        assert [(tag["tag"], tag["count"]) for tag in user.call("GET", "/v1/tags").body["data"]] == [("sea", 3)]
        assert user.call("GET", "/v1/tags/sea").body["count"] == 3

    assert prefixes
    assert not [prefix for prefix in prefixes if prefix.startswith("TI#")]


def test_many_who_tag_at_once_are_all_counted(cloud: Cloud, user: User) -> None:
    forms = [user.reserve(f"{n}.jpg") for n in range(12)]
    owner, images = forms[0]["image"]["owner"], cloud.services("api").images

    def tag(form: Any) -> None:
        tag_image(owner, form["imageId"], add=frozenset({"sea"}), images=images, now=clock.now())

    with ThreadPoolExecutor() as pool:
        list(pool.map(tag, forms))

    assert_counts_are_right(cloud, owner, sea=12)


def test_counts_of_a_forgotten_tag_are_forgotten(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = user.reserve(tags=["sea"])["image"]["owner"]
    user.call("DELETE", "/v1/tags/sea")
    assert kept(cloud, owner) == {"sea": 0}

    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    user.call("GET", "/v1/tags")

    assert list(kept(cloud, owner)) == []


def test_images_spread_over_all_parts_of_a_count() -> None:
    reserved = (clock.now() + timedelta(milliseconds=n) for n in range(1_000))
    parts = Counter(tag_count_key("owner", "sea", moment)["sk"] for moment in reserved)
    assert len(parts) == TAG_COUNT_SHARDS
    assert max(parts.values()) <= 2 * min(parts.values())
