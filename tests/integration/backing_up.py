"""Backups in tests: a bucket at a provider that the same emulator plays, and a night."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from schema.budgets import ONE_BACKUP
from tests.integration.cloud import Cloud, User
from tests.lambda_events import Context
from tests.photographs import photograph

TONIGHT = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0)
PREFIX = "pictures/"


def bucket_of(user: User, **settings: Any) -> str:
    """The name of a new bucket that the user backs up to."""
    name = f"backup-{uuid4().hex[:12]}"
    user.cloud.client("s3").create_bucket(Bucket=name)
    set_up(user, name, **settings)
    return name


def set_up(user: User, bucket: str, **settings: Any) -> Any:
    """The settings, as they are stored now."""
    sent = {"endpoint": "https://s3.us-east-1.amazonaws.com", "bucket": bucket, "prefix": PREFIX, "access_key_id": "a"}
    answer = user.call("PUT", "/v1/backup/config", sent | {"secret_access_key": "b"} | settings)
    assert answer.status == 200, answer
    return answer.body


def night(cloud: Cloud, *, after: int = 0, minute: int = 0) -> dict[str, int]:
    """What the run of tonight does, or of so many nights later."""
    moment = TONIGHT + timedelta(days=after, minutes=minute)
    answer: dict[str, int] = cloud.call("backup_schedule", {"time": moment.isoformat()})
    return answer


def objects(cloud: Cloud, bucket: str) -> dict[str, bytes]:
    """All that is in the bucket, without its prefix."""
    s3 = cloud.client("s3")
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    return {key.removeprefix(PREFIX): s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def lines(body: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in body.decode().splitlines()]


@contextmanager
def little_time(*, pieces: int = 0) -> Iterator[None]:
    """Inside, a call begins its one message, and has time for so many pieces of it."""
    enough = int(ONE_BACKUP.total_seconds() * 1000)
    left = iter([enough] * (1 + pieces) + [enough - 1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Context, "get_remaining_time_in_millis", lambda _: next(left))
        yield


def back_up(cloud: Cloud, user: User) -> None:
    """All that is done for a backup: each change, a night, and the answers about it."""
    bucket_of(user)
    user.upload(photograph("rocket.jpg"), "backed-up.jpg")
    cloud.functions["change_stream"] = cloud.started(
        "change_stream"
    )  # it believes for a minute that nobody wants events
    user.call("POST", "/v1/albums", {"slug": "backed-up"})
    cloud.follow_changes()
    assert cloud.deliver("backup_consumer", *cloud.messages("BACKUP_QUEUE_URL"), {"nonsense": 1}) != []
    assert user.call("POST", "/v1/backup/sync").status == 202
    with little_time():
        assert cloud.deliver("backup_consumer", *cloud.messages("BACKUP_QUEUE_URL")) == []
    assert cloud.deliver("backup_consumer", *cloud.messages("BACKUP_QUEUE_URL")) == []
    restore(cloud, user)
    user.upload(photograph("rocket.jpg"), "left-to-the-night.jpg")
    assert cloud.call("backup_schedule", {"time": "2031-01-01T03:00:00+00:00"})["backed_up"] >= 1
    assert user.call("GET", "/v1/backup/status").body["images"] >= 1
    assert user.call("DELETE", "/v1/backup/config").status == 204


def restore(cloud: Cloud, user: User) -> None:
    """Two images that the table has lost, one of them with a path that is another's by now."""
    lost = [user.upload(photograph("rocket.jpg"), name, tags=["lost"]) for name in ("lost.jpg", "taken.jpg")]
    assert user.call("POST", "/v1/backup/sync").status == 202
    cloud.deliver("backup_consumer", *cloud.messages("BACKUP_QUEUE_URL"))
    owner, table = lost[0]["owner"], cloud.variables["CORE_TABLE"]
    for row in cloud.rows("CORE_TABLE"):
        if any(image["id"] in json.dumps(row) for image in lost) or (
            owner in row["pk"]["S"] and row["sk"]["S"] == "T#lost"
        ):
            cloud.client("dynamodb").delete_item(TableName=table, Key={"pk": row["pk"], "sk": row["sk"]})
    for key in cloud.keys("ORIGINALS_BUCKET", owner):
        if any(image["id"] in key for image in lost):
            cloud.client("s3").delete_object(Bucket=cloud.variables["ORIGINALS_BUCKET"], Key=key)
    user.upload(photograph("rocket.jpg"), "taken.jpg")
    assert user.call("POST", "/v1/backup/restore", {}).status == 202
    cloud.deliver("backup_consumer", *cloud.messages("BACKUP_QUEUE_URL"))
    said = user.call("GET", "/v1/backup/restore").body
    assert (said["state"], said["images"], said["failed"]) == ("done", 1, 1)
