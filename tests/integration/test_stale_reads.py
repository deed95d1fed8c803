"""Reads that many ask for may be old; what viewers get is not: the fence reads the record again, and refusals are read anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pixelflare.aws.attributes import Item, from_attributes
from pixelflare.aws.clients import client
from pixelflare.aws.table import Table
from schema.keys import Key
from tests.integration.cloud import Cloud, User


@pytest.fixture
def image(user: User, rocket: bytes) -> Any:
    return user.upload(rocket)


def path_of(image: Any, variant: str = "w512.jpg") -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}/{variant}"


@pytest.fixture
def behind(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on, eventually consistent reads of the core table see what it holds at this moment."""

    def freeze() -> None:
        old = {(row["pk"]["S"], row["sk"]["S"]): from_attributes(row) for row in cloud.rows("CORE_TABLE")}
        get, core = Table.get, cloud.variables["CORE_TABLE"]

        def get_old(self: Table, key: Key, *, consistent: bool = False) -> Item | None:
            if consistent or self._name != core:
                return get(self, key, consistent=consistent)
            return old.get((key["pk"], key["sk"]))

        monkeypatch.setattr(Table, "get", get_old)

    return freeze


@contextmanager
def reads() -> Iterator[list[bool]]:
    """Whether each read of a single row was consistent."""
    found: list[bool] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        found.append(params["ConsistentRead"])

    events = client("dynamodb").meta.events
    events.register("provide-client-params.dynamodb.GetItem", note)
    try:
        yield found
    finally:
        events.unregister("provide-client-params.dynamodb.GetItem", note)


def test_stored_picture_takes_one_consistent_read_and_a_new_one_two(cloud: Cloud, image: Any) -> None:
    cloud.services("cdn").stores.brake.forget()
    with reads() as first:
        assert cloud.cdn(path_of(image, "w512.avif")).status == 200
    with reads() as again:
        assert cloud.cdn(path_of(image, "w512.avif")).status == 200

    claim_and_record, brake, under_the_lease_and_for_the_answer = [False, False], [False], [True, True]
    assert first == [*claim_and_record, *brake, *under_the_lease_and_for_the_answer]
    assert again == [False, False, True]


def test_path_without_an_image_is_refused_by_a_consistent_read(cloud: Cloud, image: Any) -> None:
    with reads() as found:
        assert cloud.cdn(path_of(image | {"filename": "none.jpg"})).status == 404
    assert found[:2] == [False, True]


def test_image_that_old_reads_do_not_see_yet_is_seen(
    cloud: Cloud, user: User, rocket: bytes, behind: Callable[[], None]
) -> None:
    behind()
    assert cloud.cdn(path_of(user.upload(rocket))).status == 200


@pytest.mark.parametrize("variant", ["w512.jpg", "w512.avif", "f=json.json"])
def test_image_that_old_reads_still_see_after_its_deletion_is_not_seen(
    cloud: Cloud, user: User, image: Any, behind: Callable[[], None], variant: str
) -> None:
    assert cloud.cdn(path_of(image, variant)).status == 200
    behind()
    user.call("DELETE", f"/v1/images/{image['id']}")

    assert cloud.cdn(path_of(image, variant)).status == 404
    assert cloud.keys("PUBLIC_BUCKET", path_of(image, "")[1:]) == []


def test_image_that_old_reads_call_public_is_private(
    cloud: Cloud, user: User, image: Any, behind: Callable[[], None]
) -> None:
    behind()
    user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"})
    assert cloud.cdn(path_of(image)).status == 401


def test_image_that_old_reads_call_private_is_public(
    cloud: Cloud, user: User, rocket: bytes, behind: Callable[[], None]
) -> None:
    image = user.upload(rocket, visibility="private")
    behind()
    user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "public"})
    assert cloud.cdn(path_of(image)).status == 200


def test_path_that_an_image_has_left_does_not_show_it_by_old_reads(
    cloud: Cloud, user: User, image: Any, behind: Callable[[], None]
) -> None:
    behind()
    user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "moved.jpg"})

    assert cloud.cdn(path_of(image)).status == 404
    assert cloud.cdn(path_of(image | {"filename": "moved.jpg"})).status == 200


def test_short_link_reads_the_record_consistently(
    cloud: Cloud, user: User, image: Any, behind: Callable[[], None]
) -> None:
    """No fence follows a redirect."""
    behind()
    user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "moved.jpg"})
    assert cloud.link(f"/i/{image['id']}").headers["Location"].endswith("/moved.jpg")
