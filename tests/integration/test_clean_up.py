"""What the clean-up takes away when its time has come, and what it leaves alone before."""

from datetime import UTC, datetime, timedelta

import pytest

from pixelflare.base.errors import Unavailable
from pixelflare.variants import PublishLeases
from schema.keys.objects import upload_object
from schema.limits import PART_BYTES
from tests.integration.cleaning import DAYS, clean_up, deeds, traces
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import purges_of
from tests.integration.visibility import jpeg

HOUR = timedelta(hours=1)


def in_bin(user: User) -> list[str]:
    return [each["id"] for each in user.call("GET", "/v1/images", query="deleted=true").body["data"]]


@pytest.mark.parametrize("visibility", ["public", "private"])
def test_expired_image_goes_to_the_bin_and_can_be_restored(cloud: Cloud, user: User, visibility: str) -> None:
    expires = (datetime.now(UTC) + 2 * HOUR).isoformat()
    image = user.upload(jpeg(), "a.jpg", expires_at=expires, visibility=visibility, tags=["sea"])
    clean_up(cloud, HOUR)
    assert in_bin(user) == []

    assert clean_up(cloud, DAYS)["expired"] >= 1
    assert in_bin(user) == [image["id"]]
    assert cloud.keys("PRIVATE_BUCKET", f"e/{image['id']}") == []
    assert deeds(cloud, image["id"]) == ["expire"]
    assert clean_up(cloud, DAYS)["expired"] == 0

    restored = user.call("POST", f"/v1/images/{image['id']}/restore")
    assert (restored.status, restored.body["tags"]) == (200, ["sea"])


def test_an_expiry_that_was_put_off_or_taken_back_does_nothing(cloud: Cloud, user: User) -> None:
    soon = (datetime.now(UTC) + HOUR).isoformat()
    kept, later = (user.upload(jpeg(), name, expires_at=soon) for name in ("a.jpg", "b.jpg"))
    user.call("PATCH", f"/v1/images/{kept['id']}", {"expires_at": None})
    user.call("PATCH", f"/v1/images/{later['id']}", {"expires_at": (datetime.now(UTC) + 9 * DAYS).isoformat()})

    clean_up(cloud, 2 * DAYS)
    assert in_bin(user) == []
    clean_up(cloud, 11 * DAYS)
    assert in_bin(user) == [later["id"]]


def test_image_leaves_no_trace_after_its_time_in_the_bin(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", tags=["sea"], alt="a boat")
    twin = user.upload(jpeg(), "b.jpg")
    cloud.follow_changes()
    user.call("DELETE", f"/v1/images/{image['id']}")
    left = f"{image['owner']}/default/a.jpg/w128.webp"
    cloud.put("PUBLIC_BUCKET", left, b"left by a dead writer", "image/webp")
    told = purges_of(cloud, image["id"])

    clean_up(cloud, 29 * DAYS)
    assert in_bin(user) == [image["id"]]
    clean_up(cloud, 31 * DAYS)
    cloud.follow_changes()

    assert traces(cloud, image["id"]) == {}
    assert left not in cloud.keys("PUBLIC_BUCKET")
    assert user.call("GET", f"/v1/images/{image['id']}").status == 404
    assert deeds(cloud, image["id"]) == ["purge"]
    assert purges_of(cloud, image["id"]) == told, "the deletion has told the edge already, and each costs money"
    assert user.call("GET", f"/v1/images/{twin['id']}/download").status == 302
    assert len(cloud.keys("PUBLIC_BUCKET", image["owner"])) == 9


def test_purge_makes_up_for_a_withdrawal_that_was_interrupted(
    cloud: Cloud, user: User, publish_leases: PublishLeases, impatient: None
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    publish_leases.take(image["id"], "w", "w", now=datetime.now(UTC), lifetime=timedelta(seconds=20))
    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 503
    assert purges_of(cloud, image["id"]) == 0

    clean_up(cloud, 31 * DAYS)
    assert purges_of(cloud, image["id"]) == 1
    assert traces(cloud, image["id"]) == {}


def test_purged_image_cannot_be_restored_while_its_purge_is_under_way(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    user.call("DELETE", f"/v1/images/{image['id']}")

    def fail(*_: object, **__: object) -> None:
        raise Unavailable("not now", retry_after_seconds=1)

    with monkeypatch.context() as patch:
        patch.setattr("pixelflare.search.SearchIndex.forget", fail)
        clean_up(cloud, 31 * DAYS)
    assert user.call("POST", f"/v1/images/{image['id']}/restore").status == 404
    assert user.call("GET", f"/v1/images/{image['id']}").status == 404
    assert in_bin(user) == []

    clean_up(cloud, 31 * DAYS)
    assert traces(cloud, image["id"]) == {}


def test_reservation_that_was_given_up_leaves_no_trace_but_one_with_bytes_stays(cloud: Cloud, user: User) -> None:
    empty = user.reserve("a.jpg", tags=["sea"])
    waiting = user.reserve("b.jpg")
    user.post_form(waiting, jpeg())  # and its message is in the queue of dead letters

    clean_up(cloud, DAYS)
    assert traces(cloud, empty["imageId"]) == {}
    assert user.call("GET", "/v1/tags/sea").body["count"] == 0
    assert deeds(cloud, empty["imageId"]) == ["remove_abandoned"]
    assert user.call("GET", f"/v1/images/{waiting['imageId']}").body["status"] == "reserved"

    key = upload_object(waiting["image"]["owner"], waiting["imageId"], waiting["fields"]["key"].rpartition("/")[2])
    cloud.client("s3").delete_object(Bucket=cloud.variables["UPLOADS_BUCKET"], Key=key)
    clean_up(cloud, 3 * DAYS)
    assert user.call("GET", f"/v1/images/{waiting['imageId']}").status == 404


def test_upload_in_parts_that_was_given_up_is_aborted(cloud: Cloud, user: User) -> None:
    form = user.reserve("parts.jpg", size_bytes=2 * PART_BYTES)
    assert user.call("POST", f"/v1/images/{form['imageId']}/multipart").status == 200
    uploads = {"Bucket": cloud.variables["UPLOADS_BUCKET"], "Prefix": form["fields"]["key"]}
    assert cloud.client("s3").list_multipart_uploads(**uploads)["Uploads"]

    clean_up(cloud, timedelta(hours=2))
    assert user.call("GET", f"/v1/images/{form['imageId']}").status == 200, "it can be resumed for a day"
    clean_up(cloud, 3 * DAYS)
    assert user.call("GET", f"/v1/images/{form['imageId']}").status == 404
    assert cloud.client("s3").list_multipart_uploads(**uploads).get("Uploads", []) == []


def test_rejected_upload_is_listed_for_a_month(cloud: Cloud, user: User) -> None:
    form = user.reserve("bad.jpg", tags=["sea"])
    cloud.deliver("upload_consumer", user.post_form(form, b"no picture"))
    clean_up(cloud, 28 * DAYS)
    assert user.call("GET", f"/v1/images/{form['imageId']}").body["status"] == "rejected"
    clean_up(cloud, 32 * DAYS)
    assert traces(cloud, form["imageId"]) == {}


def test_old_path_goes_when_it_no_longer_redirects(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "b.jpg"})
    user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "c.jpg"})
    again = user.upload(jpeg(), "b.jpg")
    clean_up(cloud, 29 * DAYS)
    assert any("P#default#a.jpg" in row for row in traces(cloud, image["id"])["CORE_TABLE"])

    clean_up(cloud, 32 * DAYS)
    rows = traces(cloud, image["id"])["CORE_TABLE"]
    assert [row.partition(" ")[2] for row in rows if " P#" in row] == ["P#default#c.jpg"]
    assert cloud.cdn(f"/{image['owner']}/default/b.jpg").status == 200, again


def test_deleted_tag_is_removed_and_an_interrupted_deletion_finished(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = user.upload(jpeg(), "a.jpg", tags=["sea", "sky"])
    user.call("DELETE", "/v1/tags/sea")
    monkeypatch.setattr("functions.api.routes.library.tags.out_of_time", lambda _: lambda: True)
    assert user.call("DELETE", "/v1/tags/sky").status == 503

    for days in (1, 2):
        clean_up(cloud, days * DAYS)
    assert user.call("GET", f"/v1/images/{image['id']}").body["tags"] == []
    left = [row["sk"]["S"] for row in cloud.rows("CORE_TABLE") if row["pk"]["S"] == f"O#{image['owner']}"]
    assert [sk for sk in left if sk.startswith(("T#", "TC#", "TI#"))] == []
