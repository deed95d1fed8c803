"""Restores that owners ask for: all comes back from their own bucket, in parts, and only what this installation has written."""

from typing import Any

import pytest

from pixelflare.backups import restore_jobs
from pixelflare.catalog import ReturnedImages
from tests.integration.agreement import disagreements
from tests.integration.audited import entries
from tests.integration.backing_up import PREFIX, bucket_of, little_time, night, objects, set_up
from tests.integration.cloud import Cloud, User
from tests.integration.outages import outage_of
from tests.integration.test_backup_restore import empty, fill, ids_of, library, publish


@pytest.fixture(autouse=True)
def alone(cloud: Cloud) -> None:
    empty(cloud)


def start(user: User, *, dry_run: bool = False) -> None:
    answer = user.call("POST", "/v1/backup/restore", {"dry_run": dry_run})
    assert (answer.status, answer.body["state"]) == (202, "running"), answer


def work(cloud: Cloud) -> None:
    assert cloud.deliver("backup_consumer", *cloud.messages("BACKUP_QUEUE_URL")) == []


def status(user: User) -> dict[str, Any]:
    return dict(user.call("GET", "/v1/backup/restore").body)


def lose_everything(user: User, bucket: str) -> None:
    """But for the bucket, which its owner then sets up again."""
    empty(user.cloud)
    user.cloud.forget_messages()  # of changes that nobody has followed
    set_up(user, bucket)


def test_library_comes_back_after_a_look_that_changes_nothing(cloud: Cloud, user: User, rocket: bytes) -> None:
    assert user.call("POST", "/v1/backup/restore", {}).status == 404
    assert user.call("GET", "/v1/backup/restore").status == 404
    bucket = bucket_of(user)
    owner = fill(user, rocket)
    night(cloud)
    before = library(user)
    lose_everything(user, bucket)

    start(user, dry_run=True)
    work(cloud)
    looked = status(user)
    assert (looked["state"], looked["total"], looked["looked_at"], looked["images"]) == ("done", 3, 3, 3)
    assert (looked["bytes"], looked["failed"]) == (3 * len(rocket), 0)
    assert user.call("GET", "/v1/images").body["data"] == []

    start(user)
    work(cloud)
    assert status(user) | {"dry_run": False, "state": "done", "images": 3, "failed": 0} == status(user)
    publish(cloud)
    assert library(user) == before
    assert disagreements(cloud, [owner]) == []
    said = [each for each in entries(user, "actor=system") if each["action"] == "restore"]
    assert [each["details"]["images"] for each in said] == [3]


def test_restore_works_in_parts_and_one_at_a_time(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = bucket_of(user)
    fill(user, rocket)
    night(cloud)
    lose_everything(user, bucket)
    monkeypatch.setattr(restore_jobs, "AT_ONCE", 1)
    start(user)
    second = user.call("POST", "/v1/backup/restore", {})
    assert (second.status, second.body["error"]["code"]) == (409, "ALREADY_RUNNING")
    (message,) = cloud.messages("BACKUP_QUEUE_URL")
    with little_time(pieces=2):
        assert cloud.deliver("backup_consumer", message) == []
    assert (status(user)["state"], status(user)["looked_at"], status(user)["total"]) == ("running", 2, 3)

    added: list[str] = []
    add = ReturnedImages.add
    monkeypatch.setattr(
        ReturnedImages, "add", lambda self, image, *a, **k: added.append(image.image_id) or add(self, image, *a, **k)
    )
    work(cloud)
    assert len(added) == 1  # it went on where it was
    assert cloud.deliver("backup_consumer", message) == []  # late, and over
    assert (status(user)["state"], status(user)["images"], len(added)) == ("done", 3, 1)


def test_what_another_has_written_into_the_bucket_is_not_taken(cloud: Cloud, user: User, rocket: bytes) -> None:
    """A manifest says what no request may say: which type bytes are served with, or that a picture was approved."""
    bucket = bucket_of(user)
    fill(user, rocket)
    night(cloud)
    changed, *_ = ids_of(library(user))
    key = next(key for key in objects(cloud, bucket) if key.endswith(f"{changed}.jsonl"))
    forged = objects(cloud, bucket)[key].replace(b"image/jpeg", b"text/html ")
    cloud.client("s3").put_object(Bucket=bucket, Key=f"{PREFIX}{key}", Body=forged)
    lose_everything(user, bucket)

    start(user)
    work(cloud)
    said = status(user)
    assert (said["state"], said["images"], said["failed"]) == ("done", 2, 1)
    assert said["failures"] == [
        {"what": changed, "why": "its manifest is not signed by this installation; an operator can restore it"}
    ]


def test_bucket_without_a_library_stops_it_with_the_reason(cloud: Cloud, user: User) -> None:
    bucket_of(user)
    start(user)
    work(cloud)
    assert status(user)["state"] == "stopped"
    assert "has no library" in status(user)["problem"]
    start(user)  # it can be asked for again


def test_restore_that_could_not_be_queued_has_not_begun(cloud: Cloud, user: User) -> None:
    bucket_of(user)
    with outage_of("sqs"):
        assert user.call("POST", "/v1/backup/restore", {}).status == 503
    start(user)


def test_plan_admits_what_a_restore_brings_back(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = bucket_of(user)
    fill(user, rocket)
    night(cloud)
    lose_everything(user, bucket)
    monkeypatch.setitem(cloud.functions, "backup_consumer", cloud.started("backup_consumer", PLANS="on"))
    monkeypatch.setattr("pixelflare.usage.admissions.most_images", lambda plan: 1)
    start(user)
    work(cloud)
    said = status(user)
    assert (said["images"], said["failed"]) == (2, 1)  # one live image, and the bin, which takes no place
    assert "the plan free allows" in said["failures"][0]["why"]
