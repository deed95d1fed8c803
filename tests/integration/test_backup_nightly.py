"""The nightly backup: what is in the bucket, what is not sent twice, what is deleted, and what bad nights leave to know."""

import json
from datetime import timedelta

import pytest

from pixelflare.aws.foreign_buckets import ForeignBucket
from pixelflare.base import clock
from pixelflare.base.errors import SourceFailed
from pixelflare.base.observability import metrics
from tests.integration.backing_up import bucket_of, lines, night, objects, set_up
from tests.integration.cloud import Cloud, User
from tests.integration.outages import outage_of


@pytest.fixture(autouse=True)
def alone(cloud: Cloud) -> None:
    """Other tests' backups are not this night's."""
    for row in cloud.rows("CORE_TABLE"):
        if row["pk"]["S"] == "BACKUPS":
            key = {"pk": row["pk"], "sk": row["sk"]}
            cloud.client("dynamodb").delete_item(TableName=cloud.variables["CORE_TABLE"], Key=key)


def status(user: User) -> dict[str, object]:
    answer = user.call("GET", "/v1/backup/status")
    assert answer.status == 200
    return dict(answer.body)


def backed_up(user: User, image_id: str) -> str:
    answer = user.call("GET", f"/v1/backup/images/{image_id}")
    assert answer.status == 200, answer
    return str(answer.body["backup_status"])


def test_each_image_says_whether_it_is_backed_up_as_it_is_now(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket, "a.jpg")
    assert user.call("GET", f"/v1/backup/images/{image['id']}").status == 404  # no backup is set up
    bucket_of(user)
    assert backed_up(user, image["id"]) == "pending"
    night(cloud, after=1)
    assert backed_up(user, image["id"]) == "synced"
    waiting = user.reserve("waiting.jpg")["imageId"]
    assert backed_up(user, waiting) == "pending"  # there are no bytes yet
    assert user.call("GET", f"/v1/images/{image['id']}").body["backup_status"] == "synced"
    user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "new"})
    assert backed_up(user, image["id"]) == "pending"
    assert user.call("GET", f"/v1/images/{image['id']}").body["backup_status"] == "pending"
    bucket_of(user)  # another one, which is empty
    cloud.services("api").backup_states._seen.clear()
    assert user.call("GET", f"/v1/images/{image['id']}").body["backup_status"] is None


def test_bucket_has_every_byte_and_a_manifest_that_is_enough(cloud: Cloud, user: User, rocket: bytes) -> None:
    bucket = bucket_of(user)
    image = user.upload(rocket, "a.jpg", album="trips", tags=["sea"], alt="A rocket")
    gone = user.upload(rocket, "gone.jpg")
    user.reserve("never-sent.jpg")
    user.call("DELETE", f"/v1/images/{gone['id']}")
    user.call("PATCH", "/v1/albums/trips", {"title": "Trips", "description": "far"})
    user.call("PUT", "/v1/settings", {"theme": "dark"})
    assert user.call("PATCH", f"/v1/images/{image['id']}/ai", {"labels": ["boat"]}).status == 200
    user.call("PUT", "/v1/vendor-keys/thumbor", {"secret": "their-secret"})

    assert night(cloud) == {"backed_up": 1, "bad": 0, "unfinished": 0}

    owner, found = image["owner"], objects(cloud, bucket)
    assert [body for key, body in found.items() if f"originals/{image['id']}/" in key] == [rocket]
    assert {key.split("/")[1] for key in found} == {"library.jsonl", "images", "originals"}
    assert len([key for key in found if "/images/" in key]) == 2  # what has no bytes is no picture
    first, user_line, *rest = lines(found[f"{owner}/library.jsonl"])
    assert (first, user_line["settings"]["theme"]) == ({"type": "backup", "format": 1}, "dark")
    assert {(each["type"], each.get("title", each.get("tag"))) for each in rest} >= {("album", "Trips"), ("tag", "sea")}
    record, *_ = lines(found[f"{owner}/images/{image['id']}.jsonl"])
    assert (record["album"], record["alt"], record["tags"]) == ("trips", "A rocket", ["sea"])
    assert record["labels"] == ["boat"]
    assert lines(found[f"{owner}/images/{gone['id']}.jsonl"])[0]["deleted_at"]
    seen = json.dumps([body.decode("latin-1") for key, body in found.items() if key.endswith("jsonl")])
    assert not any(secret in seen for secret in ("their-secret", "nonce", "sealed"))
    assert status(user) | {"images": 2, "failed": 0, "bad_nights": 0, "problem": None} == status(user)
    assert status(user)["last_success_at"] is not None


def test_second_night_sends_only_what_has_changed(cloud: Cloud, user: User, rocket: bytes) -> None:
    bucket_of(user)
    image = user.upload(rocket, "a.jpg")
    user.upload(rocket, "b.jpg")
    night(cloud)
    assert status(user)["uploaded"] == 5  # two pictures, two records, the library

    night(cloud, minute=15)
    assert status(user)["uploaded"] == 5  # the night was finished: no second run
    night(cloud, after=1)
    assert status(user)["uploaded"] == 0
    user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "new"})
    night(cloud, after=2)
    assert status(user)["uploaded"] == 1


@pytest.mark.parametrize("sync_deletes", [True, False])
def test_what_is_gone_for_good_goes_there_too_if_wanted(
    cloud: Cloud, user: User, rocket: bytes, sync_deletes: bool
) -> None:
    bucket = bucket_of(user, sync_deletes=sync_deletes)
    image, kept = user.upload(rocket, "a.jpg"), user.upload(rocket, "b.jpg")
    night(cloud)
    cloud.client("s3").put_object(Bucket=bucket, Key=f"pictures/{image['owner']}/mine.txt", Body=b"not of Pixelflare")

    user.call("DELETE", f"/v1/images/{image['id']}")
    night(cloud, after=1)
    assert any(image["id"] in key for key in objects(cloud, bucket))  # in the bin, it can be restored
    user.call("DELETE", f"/v1/images/{image['id']}", query="permanent=true")
    for row in cloud.rows("CORE_TABLE"):  # the clean-up's last step
        if row["pk"]["S"] == f"IM#{image['id']}":
            key = {"pk": row["pk"], "sk": row["sk"]}
            cloud.client("dynamodb").delete_item(TableName=cloud.variables["CORE_TABLE"], Key=key)
    night(cloud, after=2)

    found = objects(cloud, bucket)
    assert any(image["id"] in key for key in found) is not sync_deletes
    assert any(kept["id"] in key for key in found)
    assert f"{image['owner']}/mine.txt" in found


def test_installation_that_lost_its_records_deletes_nothing_of_the_copy(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner points it at the old bucket, and the night comes before the restore."""
    bucket = bucket_of(user)
    assert user.call("POST", "/v1/albums", {"slug": "trips", "title": "Trips"}).status == 201
    image = user.upload(rocket, "a.jpg", album="trips")
    night(cloud)
    copy = {key for key in objects(cloud, bucket) if image["id"] in key}
    for row in cloud.rows("CORE_TABLE"):
        if image["owner"] in row["pk"]["S"] or image["id"] in row["pk"]["S"]:
            key = {"pk": row["pk"], "sk": row["sk"]}
            cloud.client("dynamodb").delete_item(TableName=cloud.variables["CORE_TABLE"], Key=key)

    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    set_up(user, bucket)
    assert night(cloud, after=1)["backed_up"] == 1
    found = objects(cloud, bucket)
    assert copy
    assert copy <= set(found)
    (older,) = [body for key, body in found.items() if "/library-until-" in key]
    assert "trips" in {each.get("slug") for each in lines(older)}
    assert "trips" not in {each.get("slug") for each in lines(found[f"{image['owner']}/library.jsonl"])}


def test_new_credentials_for_the_same_place_change_nothing_of_what_may_be_deleted(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = bucket_of(user)
    since = user.call("GET", "/v1/backup/config").body["since"]
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert set_up(user, bucket, access_key_id="other")["since"] == since
    assert set_up(user, bucket, prefix="elsewhere/")["since"] > since


def test_three_bad_nights_are_told_and_a_good_one_ends_them(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    monkeypatch.setattr(metrics, "add_metric", lambda **said: counted.append(said["name"]))
    bucket_of(user)
    user.upload(rocket, "a.jpg")

    def refuse(*_: object, **__: object) -> None:
        raise SourceFailed("the bucket's provider answers AccessDenied")

    with monkeypatch.context() as patch:
        patch.setattr(ForeignBucket, "write", refuse)
        for after in range(3):
            assert night(cloud, after=after) == {"backed_up": 0, "bad": 1, "unfinished": 0}
            assert night(cloud, after=after, minute=15)["bad"] == 1  # tried again, and no second bad night
            assert status(user)["bad_nights"] == after + 1
            assert status(user)["is_overdue"] is (after == 2)
    assert (counted.count("BackupFailed"), counted.count("BackupOverdue")) == (3, 1)
    assert status(user)["problem"] == "the bucket's provider answers AccessDenied"
    assert status(user)["last_success_at"] is None

    assert night(cloud, after=2, minute=30)["backed_up"] == 1
    assert (status(user)["bad_nights"], status(user)["is_overdue"], status(user)["problem"]) == (0, False, None)


def test_image_that_can_not_be_sent_does_not_keep_the_others(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = bucket_of(user)
    bad, good = user.upload(rocket, "a.jpg"), user.upload(rocket, "b.jpg")
    write = ForeignBucket.write

    def refuse_one(self: ForeignBucket, key: str, body: bytes, *, content_type: str) -> None:
        if bad["id"] in key:
            raise SourceFailed("the bucket's provider answers EntityTooLarge")
        write(self, key, body, content_type=content_type)

    monkeypatch.setattr(ForeignBucket, "write", refuse_one)
    night(cloud)

    assert status(user)["failed_images"] == [bad["id"]]
    assert backed_up(user, bad["id"]) == "failed"
    assert {good["id"] in key for key in objects(cloud, bucket) if bad["id"] not in key} == {True, False}


def test_outage_of_our_own_is_no_bad_night(cloud: Cloud, user: User, rocket: bytes) -> None:
    bucket_of(user)
    user.upload(rocket, "a.jpg")
    with outage_of("s3"), pytest.raises(Exception, match="cannot be reached"):
        night(cloud)
    assert status(user)["bad_nights"] == 0
    assert night(cloud, minute=15)["backed_up"] == 1


def test_bucket_that_ends_the_function_does_not_keep_other_owners(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = [user, cloud.user(f"{user.name}-other")]
    buckets = [bucket_of(each) for each in users]
    owners = [each.upload(rocket, "a.jpg")["owner"] for each in users]
    first, second = sorted(zip(owners, users, buckets, strict=True), key=lambda each: each[0])
    write = ForeignBucket.write

    def end(self: ForeignBucket, key: str, body: bytes, *, content_type: str) -> None:
        if first[0] in key:
            raise MemoryError
        write(self, key, body, content_type=content_type)

    monkeypatch.setattr(ForeignBucket, "write", end)
    for minute in (0, 15):
        with pytest.raises(MemoryError):
            night(cloud, after=1, minute=minute)

    assert objects(cloud, second[2]) != {}
    assert status(second[1])["last_success_at"] is not None
    assert status(first[1])["last_success_at"] is None
