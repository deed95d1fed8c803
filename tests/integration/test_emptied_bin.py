"""Deleting for ever: one image past the bin, and everything in it."""

from datetime import timedelta

import pytest

from pixelflare.catalog import BinStore
from tests.integration.cleaning import clean_up, deeds, traces
from tests.integration.cloud import Cloud, User
from tests.integration.visibility import jpeg

NOW, MINUTES = timedelta(seconds=1), timedelta(minutes=5)


def deleted(user: User, *names: str) -> list[str]:
    ids = [user.upload(jpeg(), name)["id"] for name in names]
    for image_id in ids:
        assert user.call("DELETE", f"/v1/images/{image_id}").status == 204
    return ids


@pytest.mark.parametrize("from_bin", [False, True])
def test_image_deleted_for_ever_is_gone_at_once_and_without_a_trace_soon(
    cloud: Cloud, user: User, from_bin: bool
) -> None:
    image = user.upload(jpeg(), "a.jpg", tags=["sea"])
    path = f"/v1/images/{image['id']}"
    if from_bin:
        user.call("DELETE", path)
    assert [user.call("DELETE", path, query="permanent=true").status for _ in range(2)] == [204, 204]

    assert [user.call("GET", path).status, user.call("POST", f"{path}/restore").status] == [404, 404]
    assert user.call("GET", "/v1/images", query="deleted=true").body["data"] == []
    assert cloud.cdn(f"/{image['owner']}/default/a.jpg").status == 404

    assert clean_up(cloud, NOW)["purged"] >= 1
    cloud.follow_changes()
    assert traces(cloud, image["id"]) == {}
    assert deeds(cloud, image["id"]) == ["purge"]
    assert user.call("DELETE", path, query="permanent=true").status == 404


def test_only_the_expected_version_is_deleted_for_ever(user: User) -> None:
    image_id = user.upload(jpeg(), "a.jpg")["id"]
    path = f"/v1/images/{image_id}"
    assert user.call("DELETE", path, query="permanent=true", if_match='"99"').status == 412
    user.call("DELETE", path)
    assert user.call("DELETE", path, query="permanent=true", if_match='"99"').status == 412
    assert user.call("POST", f"{path}/restore").status == 200


def test_reservation_deleted_for_ever_is_gone(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg", tags=["sea"])
    assert user.call("DELETE", f"/v1/images/{form['imageId']}", query="permanent=true").status == 204
    assert traces(cloud, form["imageId"]) == {}


def test_bin_is_emptied_by_who_knows_how_much_is_in_it(cloud: Cloud, user: User) -> None:
    ids = deleted(user, "a.jpg", "b.jpg", "c.jpg")
    bin_ = {"images": 3, "retention_days": 30, "emptying": None}
    assert user.call("GET", "/v1/bin").body == bin_
    refused = user.call("POST", "/v1/bin/empty", {"images": 2})
    assert (refused.status, refused.body["error"]["code"]) == (409, "CONFLICT")
    assert refused.body["error"]["details"] == {"images": 3}

    asked = user.call("POST", "/v1/bin/empty", {"images": 3})
    assert (asked.status, asked.body["emptying"]["images"]) == (202, 3)
    (later,) = deleted(user, "d.jpg")
    assert user.call("POST", f"/v1/images/{ids[0]}/restore").status == 200, "until it is its turn"

    clean_up(cloud, NOW)
    clean_up(cloud, MINUTES)
    cloud.follow_changes()
    assert [each["id"] for each in user.call("GET", "/v1/images", query="deleted=true").body["data"]] == [later]
    assert user.call("GET", "/v1/bin").body == bin_ | {"images": 1}
    assert [traces(cloud, image_id) for image_id in ids[1:]] == [{}, {}]
    assert user.call("GET", f"/v1/images/{ids[0]}").body["deleted_at"] is None


def test_emptying_goes_on_in_the_next_run_and_shows_what_is_left(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted(user, *(f"{number}.jpg" for number in range(4)))
    user.call("POST", "/v1/bin/empty", {"images": 4})
    monkeypatch.setattr("pixelflare.cleanup.purge._AT_ONCE", 3)
    mark, marked = BinStore.mark, []

    def count(self: BinStore, *arguments: str, **named: object) -> object:
        marked.append(arguments)
        return mark(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(BinStore, "mark", count)
    monkeypatch.setattr("tests.lambda_events.Context.get_remaining_time_in_millis", lambda _: 0 if marked else 300_000)
    clean_up(cloud, NOW)
    shown = user.call("GET", "/v1/bin").body
    assert (shown["images"], shown["emptying"]["images"]) == (1, 4)

    monkeypatch.undo()
    clean_up(cloud, MINUTES)
    clean_up(cloud, 2 * MINUTES)
    assert user.call("GET", "/v1/bin").body == {"images": 0, "retention_days": 30, "emptying": None}


@pytest.mark.parametrize("images", [0, -1, "many", None, 10**30])
def test_nonsense_empties_nothing(user: User, images: object) -> None:
    assert user.call("POST", "/v1/bin/empty", {"images": images}).status in (400, 409)
