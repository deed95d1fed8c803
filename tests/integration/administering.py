"""What operators do about the installation, and what fails for good."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.administration import DeadLetters
from pixelflare.aws.clients import client
from tests.integration.cloud import Cloud, User
from tests.integration.leaving import in_the_pool


class Letters:
    """Messages that failed five times, as SQS moves them."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud, self._sqs = cloud, cloud.client("sqs")
        self._sources: dict[str, str] = {}
        self._queues = dict(each.split("|") for each in cloud.variables["DEAD_LETTER_QUEUES"].split())

    def forget(self) -> None:
        self._cloud.forget_messages()
        for url in self._queues.values():
            self._sqs.purge_queue(QueueUrl=url)

    def fail(self, body: dict[str, Any], *, queue: str = "VARIANT_QUEUE_URL") -> None:
        url = self._cloud.variables[queue]
        self._sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))
        asked = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        self._sources[json.dumps(body)] = asked["Attributes"]["QueueArn"]
        for _ in range(6):
            self._sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)

    def say_where_they_came_from(self, parsed: dict[str, Any], **_: Any) -> None:
        """As SQS does, and moto does not."""
        for message in parsed.get("Messages", []):
            if source := self._sources.get(message["Body"]):
                message["Attributes"]["DeadLetterQueueSourceArn"] = source

    def give_up(self, body: dict[str, Any]) -> None:
        """As a schedule does."""
        self._sqs.send_message(QueueUrl=self._queues["DeadLetters"], MessageBody=json.dumps(body))

    def count(self) -> int:
        asked = {"AttributeNames": ["ApproximateNumberOfMessages"]}
        return sum(
            int(self._sqs.get_queue_attributes(QueueUrl=url, **asked)["Attributes"]["ApproximateNumberOfMessages"])
            for url in self._queues.values()
        )


@contextmanager
def dead_letters(cloud: Cloud) -> Iterator[Letters]:
    """None at first, and none afterwards."""
    found, events = Letters(cloud), client("sqs").meta.events
    found.forget()
    events.register("after-call.sqs.ReceiveMessage", found.say_where_they_came_from)
    yield found
    events.unregister("after-call.sqs.ReceiveMessage", found.say_where_they_came_from)
    found.forget()


def administer(cloud: Cloud, user: User) -> None:
    """By somebody who has never called before; and a key, which is refused."""
    token = User(cloud, f"operator-{uuid4().hex}").token(**{"cognito:groups": ["operators"]})
    owner, _ = user.call("GET", "/v1/me").body["owner"], in_the_pool(cloud)

    def ask(method: str, path: str, body: Any = None, **more: str) -> int:
        return user.call(method, f"/v1/admin/{path}", body, authorization=f"Bearer {token}", **more).status

    key = user.call("POST", "/v1/keys", {"name": "admin", "scopes": ["admin"]}).body["key"]
    assert user.call("GET", "/v1/admin/owners", authorization=f"Bearer {key}").status == 403
    assert ask("GET", "owners") == 200
    assert ask("GET", "owners", query=f"search={owner}&costs=true") == 200
    assert [ask("GET", path) for path in ("health", "failures")] == [200, 200]
    with dead_letters(cloud) as letters:
        letters.fail({"kind": "a"})
        letters.give_up({"kind": "b"})
        assert ask("GET", "dead-letters") == 200
        for what in ("redrive", "discard"):
            assert ask("POST", f"dead-letters/DeadLetters/{what}", {"all": True}, idempotency_key=what) == 200
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(DeadLetters, "discard", _fail)
            assert ask("POST", "dead-letters/DeadLetters/discard", {"all": True}, idempotency_key="fails") == 500


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("nobody knows why")
