"""Uploads whose messages were lost are found again by the clock."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schema.budgets import UNFINISHED_AFTER, UNFINISHED_UNTIL
from tests.integration.cloud import Cloud, User
from tests.photographs import photograph


def run(cloud: Cloud, moment: datetime, **detail: Any) -> dict[str, int]:
    answer: dict[str, int] = cloud.call("unfinished_schedule", {"time": moment.isoformat(), "detail": detail})
    return answer


def announced(cloud: Cloud) -> list[dict[str, Any]]:
    """The upload queue's messages, taken out of it."""
    sqs, url = cloud.client("sqs"), cloud.variables["UPLOAD_QUEUE_URL"]
    found = []
    while taken := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in taken:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found.append(json.loads(message["Body"]))
    return found


def of_form(form: dict[str, Any], messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages about a form's image. Other tests leave some, too."""
    return [message for message in messages if form["imageId"] in json.dumps(message)]


def test_an_upload_that_nobody_was_told_of_becomes_ready(cloud: Cloud, user: User) -> None:
    form = user.reserve("lost.jpg")
    event = user.post_form(form, photograph("rocket.jpg"))
    announced(cloud)  # and lost

    assert run(cloud, datetime.now(UTC), everything=True)["uploads"] >= 1
    (again,) = of_form(form, announced(cloud))
    assert again["detail"]["object"]["key"] == event["detail"]["object"]["key"]
    assert cloud.deliver("upload_consumer", again) == []
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []
    assert user.call("GET", f"/v1/images/{form['imageId']}").body["status"] == "ready"
    run(cloud, datetime.now(UTC), everything=True)
    assert of_form(form, announced(cloud)) == []


@pytest.mark.parametrize(
    ("age", "count"),
    [
        (timedelta(minutes=5), 0),
        (UNFINISHED_AFTER + timedelta(minutes=1), 1),
        (UNFINISHED_UNTIL - timedelta(minutes=1), 1),
        (UNFINISHED_UNTIL + timedelta(minutes=1), 0),
    ],
)
def test_the_clock_leaves_alone_what_is_under_way_and_what_it_has_announced(
    cloud: Cloud, user: User, age: timedelta, count: int
) -> None:
    form = user.reserve("aged.jpg")
    user.post_form(form, photograph("rocket.jpg"))
    announced(cloud)
    assert run(cloud, datetime.now(UTC) + age)["uploads"] >= count
    assert len(of_form(form, announced(cloud))) == count
