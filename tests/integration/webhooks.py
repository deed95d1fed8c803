"""An endpoint, a queue and a clock for tests of deliveries: a day passes in a moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from pixelflare.base.errors import SourceFailed
from pixelflare.catalog import ImageStore
from pixelflare.outgoing import Answered
from pixelflare.webhooks import DeliveryServices, deliver
from schema.budgets import SQS_LONGEST_DELAY, VISIBILITY_FACTOR, WEBHOOK_CONSUMER_TIMEOUT
from schema.messages.webhooks import DeliveryDue
from schema.webhooks import Delivery
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed

URL = "https://93.184.216.34/hook"
VISIBLE_AGAIN = VISIBILITY_FACTOR * WEBHOOK_CONSUMER_TIMEOUT
SILENT = 0
"""In place of a status: no answer."""


@dataclass
class Endpoint:
    """Answers with the statuses in their order, and then with the last one for ever."""

    statuses: list[int]
    body: bytes = b"answer"
    asked: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)

    def post(self, address: str, body: bytes, *, headers: Mapping[str, str], most_bytes: int) -> Answered:
        self.asked.append((address, body, dict(headers)))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status == SILENT:
            raise SourceFailed("it can not be reached")
        return Answered(status, self.body[:most_bytes])

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, _, headers in self.asked]


@dataclass
class Hook:
    """An owner's endpoint, with the function's own stores in front of it and a clock of the test's."""

    user: User
    owner: str
    webhook_id: str
    secret: str
    services: DeliveryServices
    images: ImageStore
    endpoint: Endpoint
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    waiting: list[tuple[datetime, DeliveryDue]] = field(default_factory=list)
    steps: int = 0

    def send(self, message: BaseModel, *, delay: timedelta = timedelta()) -> None:
        """As the queue does it."""
        assert timedelta() <= delay <= SQS_LONGEST_DELAY
        assert isinstance(message, DeliveryDue)
        sent = DeliveryDue.model_validate_json(message.model_dump_json())
        self.waiting.append((self.now + delay, sent))

    def work(self, *, until: timedelta = timedelta(days=2)) -> None:
        """Until nothing waits any more, or the time is over."""
        end = self.now + until
        while self.waiting:
            self.waiting.sort(key=lambda each: each[0])
            at, message = self.waiting[0]
            if at > end:
                break
            del self.waiting[0]
            self.now, self.steps = max(self.now, at), self.steps + 1
            try:
                deliver(message, self.services, now=self.now)
            except Crashed:  # nobody has deleted the message, so it is seen again
                self.waiting.append((self.now + VISIBLE_AGAIN, message))
        self.now = end if self.waiting else self.now

    def log(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.user.call("GET", f"/v1/webhooks/{self.webhook_id}/deliveries").body["data"]
        return listed

    def webhook(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.user.call("GET", f"/v1/webhooks/{self.webhook_id}").body
        return shown

    def delivery(self) -> Delivery:
        [listed] = self.log()
        return self.services.deliveries.get(self.owner, self.webhook_id, listed["id"])


def hook(cloud: Cloud, user: User, *statuses: int, **fields: Any) -> Hook:
    """A new endpoint of the user that answers like this."""
    made = user.call("POST", "/v1/webhooks", {"url": URL, "events": ["image.ready"]} | fields)
    assert made.status == 201, made
    function = cloud.services("webhook_delivery_consumer")
    services: DeliveryServices = function.delivery
    endpoint = Endpoint([*statuses] or [200])
    owner = user.call("GET", "/v1/me").body["owner"]
    found = Hook(user, owner, made.body["webhook_id"], made.body["secret"], services, function.images, endpoint)
    found.services = replace(services, queue=found, outgoing=endpoint)
    return found


def fail_and_be_gone(cloud: Cloud, user: User) -> None:
    """By the function itself: two events to an endpoint that first fails, and then is gone for good."""
    consumer, queue = "webhook_delivery_consumer", "WEBHOOK_QUEUE_URL"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(cloud.functions, consumer, cloud.started(consumer))
        cloud.services(consumer).outgoing = Endpoint([500, 410])
        made = user.call("POST", "/v1/webhooks", {"url": URL, "events": ["image.ready"]}).body
        owner, path = user.call("GET", "/v1/me").body["owner"], f"/v1/webhooks/{made['webhook_id']}"
        event = {"kind": "image.ready", "event_id": "e1", "owner": owner, "at": made["created_at"], "image_id": "img_1"}
        cloud.forget_messages()
        assert cloud.deliver(consumer, {"nonsense": 1}) == ["0"]
        assert cloud.deliver(consumer, event) == []
        assert cloud.deliver(consumer, *cloud.messages(queue)) == []
        assert user.call("POST", f"{path}/test").status == 202
        assert cloud.deliver(consumer, *cloud.messages(queue)) == []
    assert user.call("GET", path).body["disabled_reason"] == "gone"
    [_, failed] = user.call("GET", f"{path}/deliveries").body["data"]
    assert user.call("GET", f"{path}/deliveries/{failed['id']}").body["response_status"] == 500
    assert user.call("DELETE", path).status == 204
