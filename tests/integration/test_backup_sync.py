"""A run over the whole library that its owner asks for: one at a time, in slices, and what the status says of it."""

from datetime import timedelta
from typing import Any

import pytest

from pixelflare.aws.foreign_buckets import ForeignBucket
from pixelflare.base import clock
from pixelflare.base.errors import SourceFailed
from schema.budgets import BACKUP_RUN_LEASE
from tests.integration.backing_up import bucket_of, little_time, objects
from tests.integration.cloud import Cloud, User
from tests.integration.outages import outage_of


def waiting(cloud: Cloud) -> list[dict[str, Any]]:
    return list(cloud.messages("BACKUP_QUEUE_URL"))


def status(user: User) -> dict[str, Any]:
    return dict(user.call("GET", "/v1/backup/status").body)


def test_run_copies_everything_and_says_so(cloud: Cloud, user: User, rocket: bytes) -> None:
    assert user.call("POST", "/v1/backup/sync").status == 404
    image = user.upload(rocket, "a.jpg")
    user.upload(rocket, "b.jpg")
    bucket = bucket_of(user)
    assert (status(user)["synced"], status(user)["pending"], status(user)["lag_seconds"]) == (0, 2, None)

    started = user.call("POST", "/v1/backup/sync")
    assert (started.status, started.body["is_running"]) == (202, True)
    assert cloud.deliver("backup_consumer", *waiting(cloud)) == []
    said = status(user)
    assert (said["is_running"], said["synced"], said["pending"], said["lag_seconds"]) == (False, 2, 0, 0)
    assert [(run["trigger"], run["uploaded"], run["is_complete"]) for run in said["runs"]] == [("request", 5, True)]
    assert len(objects(cloud, bucket)) == 5
    assert user.call("GET", f"/v1/images/{image['id']}").body["backup_status"] == "synced"


def test_there_is_one_run_at_a_time_and_a_lost_one_frees_its_place(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket_of(user)
    assert user.call("POST", "/v1/backup/sync").status == 202
    second = user.call("POST", "/v1/backup/sync")
    assert (second.status, second.body["error"]["code"]) == (409, "ALREADY_RUNNING")
    (lost,) = waiting(cloud)

    later = clock.now() + BACKUP_RUN_LEASE + timedelta(seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert status(user)["is_running"] is False
        assert user.call("POST", "/v1/backup/sync").status == 202
        (message,) = waiting(cloud)
        assert cloud.deliver("backup_consumer", lost) == []  # it is not the one that is under way
        assert status(user)["runs"] == []
        assert cloud.deliver("backup_consumer", message, message) == []  # and twice is once
    assert len(status(user)["runs"]) == 1


def test_what_a_call_has_no_time_for_goes_back_to_the_queue(cloud: Cloud, user: User, rocket: bytes) -> None:
    user.upload(rocket, "a.jpg")
    bucket_of(user)
    user.call("POST", "/v1/backup/sync")
    with little_time():
        assert cloud.deliver("backup_consumer", *waiting(cloud)) == []
    assert (status(user)["is_running"], status(user)["runs"][0]["is_complete"]) == (True, False)

    assert cloud.deliver("backup_consumer", *waiting(cloud)) == []
    assert (status(user)["is_running"], status(user)["synced"]) == (False, 1)


def test_run_that_the_bucket_refuses_ends_with_the_reason_and_is_no_bad_night(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    user.upload(rocket, "a.jpg")
    bucket_of(user)
    user.call("POST", "/v1/backup/sync")

    def refuse(*_: object, **__: object) -> None:
        raise SourceFailed("the bucket's provider answers AccessDenied")

    monkeypatch.setattr(ForeignBucket, "write", refuse)
    assert cloud.deliver("backup_consumer", *waiting(cloud)) == []
    said = status(user)
    assert (said["is_running"], said["bad_nights"]) == (False, 0)
    assert said["problem"] == said["runs"][0]["problem"] == "the bucket's provider answers AccessDenied"


def test_run_that_could_not_be_queued_has_not_begun(cloud: Cloud, user: User) -> None:
    bucket_of(user)
    with outage_of("sqs"):
        assert user.call("POST", "/v1/backup/sync").status == 503
    assert status(user)["is_running"] is False
    assert user.call("POST", "/v1/backup/sync").status == 202


def test_changes_since_the_run_count_as_there(cloud: Cloud, user: User, rocket: bytes) -> None:
    bucket_of(user)
    cloud.functions["change_stream"] = cloud.started("change_stream")
    user.upload(rocket, "a.jpg")
    assert (status(user)["synced"], status(user)["pending"]) == (0, 1)
    cloud.follow_changes()
    assert cloud.deliver("backup_consumer", *waiting(cloud)) == []
    assert (status(user)["synced"], status(user)["pending"]) == (1, 0)
    assert status(user)["last_change_at"] is not None
