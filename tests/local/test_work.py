"""Queues, rules and schedules of the tiny application, through the running cloud."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from local.activity import Activity
from local.clock import Clock
from local.cloud import LocalCloud
from local.queues import QueuePoller
from local.schedules import is_due


@pytest.fixture
def written(folder: Path) -> Callable[[str], list[Any]]:
    def written(name: str) -> list[Any]:
        path = folder / name
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    for name in ("records", "events", "ticks"):
        (folder / name).unlink(missing_ok=True)
    return written


def _url(cloud: LocalCloud, name: str) -> str:
    return str(cloud.client("sqs").get_queue_url(QueueName=f"tiny-service-{name}")["QueueUrl"])


def test_messages_reach_their_function_and_leave_the_queue(cloud: LocalCloud, written: Any) -> None:
    for number in range(7):
        cloud.client("sqs").send_message(QueueUrl=_url(cloud, "Queue"), MessageBody=str(number))
    assert cloud.drain(timeout=30)
    assert sorted(record["body"] for record in written("records")) == list("0123456")
    assert written("records")[0]["eventSource"] == "aws:sqs"
    assert written("records")[0]["attributes"]["ApproximateReceiveCount"] == "1"
    assert "Messages" not in cloud.client("sqs").receive_message(QueueUrl=_url(cloud, "Queue"))


def test_only_the_failed_message_of_a_batch_comes_back_and_dies_after_its_last_try(
    cloud: LocalCloud, written: Any
) -> None:
    entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(["good", "bad", "fine"])]
    cloud.client("sqs").send_message_batch(QueueUrl=_url(cloud, "Queue"), Entries=entries)
    for _ in range(4):
        assert cloud.drain(timeout=30)
        cloud.retry_now()
    assert cloud.drain(timeout=30)
    bodies = [record["body"] for record in written("records")]
    assert sorted(bodies) == ["bad", "bad", "bad", "fine", "good"]
    counts = [r["attributes"]["ApproximateReceiveCount"] for r in written("records") if r["body"] == "bad"]
    assert counts == ["1", "2", "3"]
    dead = cloud.client("sqs").receive_message(QueueUrl=_url(cloud, "Dead"), VisibilityTimeout=0)["Messages"]
    assert [message["Body"] for message in dead] == ["bad"]


def test_an_answer_that_makes_no_sense_fails_its_batch_and_no_other(cloud: LocalCloud, written: Any) -> None:
    for _ in range(4):  # more than there are pollers
        cloud.client("sqs").send_message(QueueUrl=_url(cloud, "Queue"), MessageBody="nonsense")
        assert cloud.drain(timeout=30)
    cloud.client("sqs").send_message(QueueUrl=_url(cloud, "Queue"), MessageBody="sense")
    assert cloud.drain(timeout=30)
    assert [record["body"] for record in written("records")] == ["nonsense"] * 4 + ["sense"]
    cloud.retry_now()
    assert cloud.drain(timeout=30)
    assert [record["body"] for record in written("records")].count("nonsense") == 8
    cloud.client("sqs").purge_queue(QueueUrl=_url(cloud, "Queue"))


def test_a_poller_survives_whatever_goes_wrong_and_tries_the_message_again(cloud: LocalCloud) -> None:
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName="apart")["QueueUrl"]
    activity, tries = Activity(), Queue[str]()

    def deliver(messages: list[Any]) -> set[str]:
        tries.put(messages[0]["Body"])
        if tries.qsize() == 1:
            raise RuntimeError("on purpose")
        return set()

    poller = QueuePoller(url, sqs=sqs, deliver=deliver, activity=activity)
    sqs.send_message(QueueUrl=url, MessageBody="again")
    poller.start()
    assert activity.wait_until_idle(lambda: tries.qsize() == 1, timeout=30)
    poller.retry_now()
    assert activity.wait_until_idle(lambda: tries.qsize() == 2, timeout=30)
    poller.tell_to_stop()
    assert poller.has_stopped(within=30)
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert (counts["ApproximateNumberOfMessages"], counts["ApproximateNumberOfMessagesNotVisible"]) == ("0", "0")


def test_an_object_calls_the_function_that_a_rule_names(cloud: LocalCloud, written: Any) -> None:
    cloud.client("s3").put_object(Bucket="tiny-storage-drop", Key="a/ü b.txt", Body=b"x")
    assert cloud.drain(timeout=30)
    (event,) = written("events")
    assert (event["detail-type"], event["detail"]["object"]["key"]) == ("Object Created", "a/ü b.txt")


def test_an_object_uploaded_in_parts_tells_of_itself_when_it_is_complete(cloud: LocalCloud, written: Any) -> None:
    """At least once, as EventBridge promises."""
    s3, named = cloud.client("s3"), {"Bucket": "tiny-storage-drop", "Key": "in parts"}
    upload = s3.create_multipart_upload(**named)["UploadId"]
    tag = s3.upload_part(**named, UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    assert cloud.drain(timeout=30)
    assert written("events") == []
    s3.complete_multipart_upload(**named, UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": tag}]})
    assert cloud.drain(timeout=30)
    told = {(event["detail-type"], event["detail"]["object"]["key"]) for event in written("events")}
    assert told == {("Object Created", "in parts")}


def test_a_schedule_that_fails_stops_neither_the_others_nor_the_clock(caplog: pytest.LogCaptureFixture) -> None:
    fired = Queue[str]()
    looks = count()

    class Schedules:
        def due(self, now: datetime) -> list[str]:
            if next(looks) == 1:
                raise ValueError("on purpose")
            return ["bad", "good"]

        def fire(self, name: str, now: datetime) -> None:
            if name == "bad":
                raise RuntimeError("on purpose")
            fired.put(name)

    clock = Clock(Schedules(), tick_seconds=0.01)
    clock.start()
    assert [fired.get(timeout=30) for _ in range(2)] == ["good", "good"]
    clock.tell_to_stop()
    assert clock.has_stopped(within=30)
    assert "cannot be read" in caplog.text
    assert "schedule bad failed" in caplog.text


def test_a_schedule_fires_when_its_time_has_come_and_once(cloud: LocalCloud, written: Any) -> None:
    now = datetime.now(UTC)
    assert cloud.run_schedules(now) in ([], ["Tick"])
    before = len(written("ticks"))
    assert cloud.run_schedules(now + timedelta(hours=1)) == ["Tick"]
    assert cloud.run_schedules(now + timedelta(hours=1, seconds=1)) == []
    ticks = written("ticks")
    assert len(ticks) == before + 1
    assert (ticks[-1]["source"], ticks[-1]["detail-type"]) == ("aws.events", "Scheduled Event")


def test_a_schedule_can_be_fired_by_name(cloud: LocalCloud, written: Any) -> None:
    cloud.fire("Tick")
    assert len(written("ticks")) == 1
    with pytest.raises(LookupError):
        cloud.fire("Nothing")


@pytest.mark.parametrize(
    ("expression", "since", "now", "due"),
    [
        ("rate(5 minutes)", "2026-01-01T10:04:59", "2026-01-01T10:05:00", True),
        ("rate(5 minutes)", "2026-01-01T10:05:00", "2026-01-01T10:09:59", False),
        ("rate(1 day)", "2026-01-01T23:59:59", "2026-01-02T00:00:00", True),
        ("cron(0 3 * * ? *)", "2026-01-01T02:59:30", "2026-01-01T03:00:10", True),
        ("cron(0 3 * * ? *)", "2026-01-01T03:00:00", "2026-01-02T02:59:59", False),
        ("cron(0/15 * ? * MON-FRI *)", "2026-01-02T10:14:59", "2026-01-02T10:15:00", True),
        ("cron(0/15 * ? * MON-FRI *)", "2026-01-03T10:14:59", "2026-01-03T10:15:00", False),
        ("cron(0 0 1 JAN,JUL ? *)", "2026-12-31T23:59:00", "2027-01-01T00:00:00", True),
        ("cron(0 0 1 JAN,JUL ? *)", "2026-01-31T23:59:00", "2026-02-01T00:00:00", False),
        ("cron(0 3 L * ? *)", "2026-02-28T02:59:00", "2026-02-28T03:00:00", True),
        ("cron(0 3 ? * 2#1 *)", "2026-06-01T02:59:00", "2026-06-01T03:00:00", True),  # the first Monday
        ("cron(0 3 ? * 2-6/2 *)", "2026-06-02T02:59:00", "2026-06-02T03:00:00", False),  # Monday, Wednesday, Friday
    ],
)
def test_schedule_expressions_are_read_as_event_bridge_reads_them(
    expression: str, since: str, now: str, due: bool
) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert is_due(expression, since=at(since), now=at(now)) is due


@pytest.mark.parametrize("expression", ["every day", "cron(0 3 * *)", "cron(0 3 15W * ? *)", "cron(0 3 1 1 ? 2027)"])
def test_an_expression_that_is_not_understood_is_refused(expression: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError):
        is_due(expression, since=now, now=now + timedelta(days=1))
