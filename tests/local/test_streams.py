"""Changes of a table reach the function that is mapped to its stream."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from local.cloud import LocalCloud

Change = dict[str, Any]


@pytest.fixture
def changes(cloud: LocalCloud, folder: Path) -> Callable[..., list[Change]]:
    """What the function was told about a key, in order."""

    def about(key: str, *, by: str = "changes") -> list[Change]:
        assert cloud.drain()
        lines = (folder / by).read_text().splitlines() if (folder / by).exists() else []
        return [change for change in map(json.loads, lines) if change["dynamodb"]["Keys"]["pk"]["S"] == key]

    return about


def _put(cloud: LocalCloud, key: str, **values: str) -> None:
    table = next(cloud.provisioned.resources("AWS::DynamoDB::Table")).identifier
    item = {"pk": {"S": key}} | {name: {"S": value} for name, value in values.items()}
    cloud.client("dynamodb").put_item(TableName=table, Item=item)


def test_a_change_arrives_with_the_item_before_and_after(cloud: LocalCloud, changes: Any) -> None:
    key = f"seen-{uuid4().hex}"
    table = next(cloud.provisioned.resources("AWS::DynamoDB::Table")).identifier
    _put(cloud, key, a="1")
    _put(cloud, key, a="2")
    cloud.client("dynamodb").delete_item(TableName=table, Key={"pk": {"S": key}})

    found = changes(key)

    assert [change["eventName"] for change in found] == ["INSERT", "MODIFY", "REMOVE"]
    images = [(change["dynamodb"].get("OldImage"), change["dynamodb"].get("NewImage")) for change in found]
    first, second = {"pk": {"S": key}, "a": {"S": "1"}}, {"pk": {"S": key}, "a": {"S": "2"}}
    assert images == [(None, first), (first, second), (second, None)]


def test_a_write_that_changes_nothing_is_no_change(cloud: LocalCloud, changes: Any) -> None:
    key = f"seen-{uuid4().hex}"
    for _ in range(2):
        _put(cloud, key, a="1")

    assert len(changes(key)) == 1


def test_a_filter_leaves_out_what_the_function_does_not_want(cloud: LocalCloud, changes: Any) -> None:
    key = f"other-{uuid4().hex}"
    _put(cloud, key)

    assert changes(key) == []


def test_a_change_that_keeps_failing_is_given_up_and_the_next_ones_go_on(cloud: LocalCloud, changes: Any) -> None:
    key = f"seen-{uuid4().hex}"
    _put(cloud, "seen-bad", now=uuid4().hex)
    _put(cloud, key)

    assert len(changes("seen-bad")) == 3, "once, and two retries"
    queue = next(each for each in cloud.provisioned.resources("AWS::SQS::Queue") if each.logical_id == "Dead")
    (message,) = cloud.client("sqs").receive_message(QueueUrl=queue.identifier)["Messages"]
    assert json.loads(message["Body"])["DDBStreamBatchInfo"]["batchSize"] >= 1


def test_each_reader_of_a_stream_gets_every_change_in_order(cloud: LocalCloud, changes: Any) -> None:
    key = f"seen-{uuid4().hex}"
    for number in range(5):
        _put(cloud, key, number=str(number))
        if number == 2:
            changes(key)  # both have read so far

    numbers = [change["dynamodb"]["NewImage"]["number"]["S"] for change in changes(key)]
    assert numbers == ["0", "1", "2", "3", "4"]
    assert changes(key, by="witnessed") == changes(key)


def test_a_reader_that_fails_holds_up_nobody_else(cloud: LocalCloud, changes: Any) -> None:
    key = f"seen-{uuid4().hex}"
    _put(cloud, "seen-bad", now=uuid4().hex)
    _put(cloud, key)

    assert len(changes(key, by="witnessed")) == 1
