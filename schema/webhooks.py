"""Webhooks: addresses of owners' own programs that are told of events, and the log of what was sent there."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from schema.base import Record, Request, Resource
from schema.identity.users import PlanTier
from schema.library.events import EventKind
from schema.limits import FREE_WEBHOOKS, MAX_URL_LENGTH, MAX_WEBHOOK_DESCRIPTION_LENGTH, PRO_WEBHOOKS, STARTER_WEBHOOKS
from schema.types import one_line

WEBHOOKS_OF_PLAN = {PlanTier.FREE: FREE_WEBHOOKS, PlanTier.STARTER: STARTER_WEBHOOKS, PlanTier.PRO: PRO_WEBHOOKS}
TEST_EVENT = "webhook.test"
"""The type of what an owner sends to try an endpoint."""
WEBHOOK_ID_PATTERN = r"^hook_[0-9A-HJKMNP-TV-Z]{26}$"
DELIVERY_ID_PATTERN = r"^dlv_[0-9A-HJKMNP-TV-Z]{26}$"

WebhookId = Annotated[str, StringConstraints(pattern=WEBHOOK_ID_PATTERN)]
DeliveryId = Annotated[str, StringConstraints(pattern=DELIVERY_ID_PATTERN)]
_Url = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_URL_LENGTH),
    Field(description="An https:// address in the public Internet, on the usual port, without credentials"),
]


def _each_once(kinds: tuple[EventKind, ...]) -> tuple[EventKind, ...]:
    return tuple(sorted(set(kinds)))


_Events = Annotated[
    tuple[EventKind, ...],
    Field(min_length=1, max_length=50, description="The kinds of events that are sent there"),
    AfterValidator(_each_once),
]
_Description = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_WEBHOOK_DESCRIPTION_LENGTH),
    AfterValidator(one_line),
]


class DisabledReason(StrEnum):
    """Why an endpoint was switched off by itself."""

    GONE = "gone"
    """It has answered 410."""
    FAILING = "failing"
    """Nothing has reached it for days."""


class Webhook(Record):
    """An endpoint as stored. Its secrets are sealed, and in no model."""

    webhook_id: str
    url: str
    events: tuple[EventKind, ...]
    description: str = ""
    enabled: bool = True
    disabled_reason: DisabledReason | None = None
    """None while it is enabled, and where its owner has switched it off."""
    failing_since: datetime | None = None
    """The first of the failures since it last worked."""
    previous_secret_until: datetime | None = None
    """Until then, requests are signed with the secret before the latest one, too."""
    created_at: datetime
    updated_at: datetime
    version: int = 1
    """Counts the owner's changes."""


class WebhookResource(Webhook):
    """An endpoint as its owner sees it, without its secret."""


class NewWebhook(WebhookResource):
    """A new endpoint, or a new secret of one. `secret` is shown only this once."""

    secret: str


class CreateWebhook(Request):
    url: _Url
    events: _Events
    description: _Description = ""
    enabled: bool = True


class ChangeWebhook(Request):
    """Changes only the given fields."""

    url: _Url | None = None
    events: _Events | None = None
    description: _Description | None = None
    enabled: bool | None = None


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    """It will be tried, or tried again."""
    DELIVERED = "delivered"
    FAILED = "failed"
    """It was given up."""


class Delivery(Record):
    """An event on its way to an endpoint, as stored for 30 days."""

    delivery_id: str
    webhook_id: str
    event_id: str
    """What the endpoint gets as `webhook-id`: the same at each attempt, and when it is sent anew."""
    type: str
    body: str
    """What is sent, to the byte."""
    status: DeliveryStatus = DeliveryStatus.PENDING
    attempts: int = 0
    created_at: datetime
    last_attempt_at: datetime | None = None
    next_attempt_at: datetime | None = None
    response_status: int | None = None
    """Of the latest attempt that was answered."""
    response_body: str = ""
    """The beginning of that answer, 1 KiB at most."""
    duration_ms: int | None = None
    problem: str | None = None
    """Why the latest attempt failed, in words."""
    replay_of: str | None = None
    """The delivery that the owner has sent anew."""


class DeliveryResource(Resource):
    """What became of one event at one endpoint."""

    id: str
    event_id: str
    type: str
    status: DeliveryStatus
    attempts: int
    created_at: datetime
    last_attempt_at: datetime | None
    next_attempt_at: datetime | None
    """null unless it is pending."""
    response_status: int | None
    duration_ms: int | None
    problem: str | None
    replay_of: str | None


class DeliveryDetails(DeliveryResource):
    """The same with what was sent and answered."""

    body: str
    response_body: str
