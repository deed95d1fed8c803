"""Each change reaches the owner's bucket at once: late, twice and in any order the bucket ends as the records are."""

import json
from datetime import timedelta
from typing import Any

import pytest

from local.tables.service import stream_of
from pixelflare.aws.foreign_buckets import ForeignBucket
from pixelflare.base.errors import SourceFailed
from pixelflare.base.observability import metrics
from schema.budgets import ATTEMPTS
from tests.integration.backing_up import PREFIX, bucket_of, lines, objects, set_up
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud, User


@pytest.fixture(autouse=True)
def alone(cloud: Cloud) -> None:
    stream_of(cloud.variables["CORE_TABLE"]).take(1_000_000)
    cloud.functions["change_stream"] = cloud.started("change_stream")


def waiting(cloud: Cloud) -> list[dict[str, Any]]:
    cloud.follow_changes()
    return list(cloud.messages("BACKUP_QUEUE_URL"))


def follow(cloud: Cloud) -> None:
    assert cloud.deliver("backup_consumer", *waiting(cloud)) == []


def delete_for_good(user: User, image: Any) -> None:
    assert user.call("DELETE", f"/v1/images/{image['id']}", query="permanent=true").status == 204
    clean_up(user.cloud, timedelta(minutes=1))


def record_of(cloud: Cloud, bucket: str, image: Any) -> dict[str, Any]:
    return lines(objects(cloud, bucket)[f"{image['owner']}/images/{image['id']}.jsonl"])[0]


def test_upload_change_bin_and_permanent_deletion_are_followed(cloud: Cloud, user: User, rocket: bytes) -> None:
    bucket = bucket_of(user)
    image = user.upload(rocket, "a.jpg", album="trips", tags=["sea"])
    path = f"/v1/images/{image['id']}"
    follow(cloud)
    found = objects(cloud, bucket)
    assert [body for key, body in found.items() if f"originals/{image['id']}/" in key] == [rocket]
    assert {each.get("slug") for each in lines(found[f"{image['owner']}/library.jsonl"])} >= {"trips"}

    user.call("PATCH", path, {"alt": "A rocket"})
    follow(cloud)
    assert record_of(cloud, bucket, image)["alt"] == "A rocket"
    user.call("DELETE", path)
    follow(cloud)
    assert record_of(cloud, bucket, image)["deleted_at"]
    delete_for_good(user, image)
    follow(cloud)
    assert not [key for key in objects(cloud, bucket) if image["id"] in key]


def test_late_doubled_and_shuffled_events_end_with_what_the_records_say(
    cloud: Cloud, user: User, rocket: bytes
) -> None:
    bucket = bucket_of(user)
    image, gone = user.upload(rocket, "a.jpg"), user.upload(rocket, "gone.jpg")
    for alt in ("one", "two"):
        user.call("PATCH", f"/v1/images/{image['id']}", {"alt": alt})
    delete_for_good(user, gone)
    events = waiting(cloud)

    for event in [*reversed(events), *events]:
        assert cloud.deliver("backup_consumer", event) == []
    assert record_of(cloud, bucket, image)["alt"] == "two"
    assert not [key for key in objects(cloud, bucket) if gone["id"] in key]


@pytest.mark.parametrize("is_purged", [True, False])
def test_change_while_its_image_is_copied_is_not_undone(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch, *, is_purged: bool
) -> None:
    """One run has read the record. Before it writes, the record changes, and another run writes that."""
    bucket = bucket_of(user)
    image = user.upload(rocket, "a.jpg")
    (event,) = [each for each in waiting(cloud) if each["image_id"]]
    write, meanwhile = ForeignBucket.write, [True]

    def meet(self: ForeignBucket, key: str, body: bytes, *, content_type: str) -> None:
        if key.endswith(f"{image['id']}.jsonl") and meanwhile.pop() if meanwhile else False:
            if is_purged:
                delete_for_good(user, image)
            else:
                user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "newer"})
            follow(cloud)
        write(self, key, body, content_type=content_type)

    monkeypatch.setattr(ForeignBucket, "write", meet)
    assert cloud.deliver("backup_consumer", event) == []
    assert meanwhile == []
    if is_purged:
        assert not [key for key in objects(cloud, bucket) if image["id"] in key]
    else:
        assert record_of(cloud, bucket, image)["alt"] == "newer"


def test_bucket_that_refuses_is_tried_again_and_is_no_dead_letter_of_ours(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    monkeypatch.setattr(metrics, "add_metric", lambda **said: counted.append(said["name"]))
    bucket = bucket_of(user)
    user.upload(rocket, "a.jpg")
    events = waiting(cloud)

    def refuse(*_: object, **__: object) -> None:
        raise SourceFailed("the bucket's provider answers AccessDenied")

    with monkeypatch.context() as patch:
        patch.setattr(ForeignBucket, "write", refuse)
        everything = [str(position) for position in range(len(events))]
        assert cloud.deliver("backup_consumer", *events, attempt=ATTEMPTS - 1) == everything
        assert "BackupDelayed" not in counted
        assert cloud.deliver("backup_consumer", *events, attempt=ATTEMPTS) == []
    assert counted.count("BackupDelayed") == len(events)
    assert objects(cloud, bucket) == {}


def test_backup_that_has_ended_or_rests_gets_nothing(cloud: Cloud, user: User, rocket: bytes) -> None:
    bucket = bucket_of(user)
    owner = user.upload(rocket, "a.jpg")["owner"]
    events = waiting(cloud)
    set_up(user, bucket, enabled=False)
    assert cloud.deliver("backup_consumer", *events) == []
    assert user.call("DELETE", "/v1/backup/config").status == 204
    assert cloud.deliver("backup_consumer", *events) == []
    assert objects(cloud, bucket) == {}
    (row,) = [row for row in cloud.rows("CORE_TABLE") if (row["pk"]["S"], row["sk"]["S"]) == (f"O#{owner}", "#EVENTS")]
    assert "backup" not in row


def test_older_library_of_another_installation_is_kept_when_the_first_change_comes(cloud: Cloud, user: User) -> None:
    owner = user.call("GET", "/v1/me").body["owner"]
    old = json.dumps({"type": "backup", "format": 1}).encode()
    bucket = bucket_of(user, enabled=False)
    cloud.client("s3").put_object(Bucket=bucket, Key=f"{PREFIX}{owner}/library.jsonl", Body=old)
    row = next(each for each in cloud.rows("CORE_TABLE") if each["sk"]["S"] == "#BACKUP" and owner in each["pk"]["S"])
    later = {"since": {"S": "2099-01-01T00:00:00.000Z"}, "enabled": {"BOOL": True}}
    cloud.client("dynamodb").put_item(TableName=cloud.variables["CORE_TABLE"], Item=row | later)
    event = {"kind": "library.changed", "event_id": "1", "owner": owner, "at": "2026-11-30T00:00:00Z"}
    assert cloud.deliver("backup_consumer", event) == []
    found = objects(cloud, bucket)
    assert [body for key, body in found.items() if "/library-until-" in key] == [old]
    assert len(lines(found[f"{owner}/library.jsonl"])) > 1
