"""What an operator sees of the installation: its owners, what has failed, and how it is."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from schema.base import Request, Resource
from schema.identity.users import PlanTier
from schema.limits import MAX_DEAD_LETTERS, MAX_SEARCHED_LENGTH

SearchedOwner = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_SEARCHED_LENGTH)]
LetterId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,100}$")]
QueueName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,62}$")]


class OwnerState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSING = "closing"
    """The owner has asked for the deletion of the account."""
    NEW = "new"
    """Somebody of the user pool who has never signed in here."""


class ListedOwner(Resource):
    """An owner, as operators see one in a list."""

    owner: str
    email: str | None
    """As the user pool has it. null for an owner who was searched by id or handle: nothing leads from an owner to a login."""
    handle: str | None
    display_name: str | None
    state: OwnerState
    plan: PlanTier
    created_at: datetime | None
    """The owner's first request. null for who is `new`."""
    images: int
    bytes: int
    """What lies in the buckets for the owner."""
    uploads_this_month: int
    costs_this_month: str | None
    """Dollars at list prices, until now. null unless asked for."""


class DeadLetterQueue(Resource):
    name: str
    waiting: int
    """About so many, as SQS counts them."""


class DeadLetter(Resource):
    """A message that failed for good."""

    id: str
    queue: str
    """The dead-letter queue that it waits in."""
    source: str | None
    """The work queue that it came from. null for what a stream or a schedule gave up: it cannot be sent back."""
    sent_at: datetime
    reason: str | None
    """null when nobody knows it any more."""
    body: str
    """Shortened."""


class DeadLetterList(Resource):
    """The oldest first, at most a hundred of each queue."""

    queues: list[DeadLetterQueue]
    data: list[DeadLetter]


class ChooseDeadLetters(Request):
    """Either `ids`, or `all` of the queue."""

    ids: Annotated[tuple[LetterId, ...], Field(max_length=MAX_DEAD_LETTERS)] = ()
    all: bool = False

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if bool(self.ids) is self.all:
            raise ValueError("say `ids`, or `all`: true")
        return self


class HandledDeadLetters(Resource):
    done: list[str]
    """The ids of those that were sent back or discarded."""
    kept: list[str]
    """Those that have no queue to go back to."""
    missing: list[str]
    """Those that were not found: somebody else was first, or they lie behind many others."""
    left: int
    """About so many wait still."""


class RingingAlarm(Resource):
    name: str
    meaning: str
    since: datetime


class QueueHealth(Resource):
    name: str
    waiting: int
    in_work: int
    oldest_seconds: int | None
    """How long the oldest message has waited. null while CloudWatch knows nothing of it."""


class ScheduleHealth(Resource):
    name: str
    last_run: datetime | None
    """To five minutes. null if there was none in three days, or where nobody counts."""
    failures: int
    """In the last day."""


class HealthResource(Resource):
    """How the installation is."""

    alarms: list[RingingAlarm]
    """Those that ring now."""
    queues: list[QueueHealth]
    dead_letters: list[DeadLetterQueue]
    schedules: list[ScheduleHealth]


class Failure(Resource):
    """An unexpected error in a function's log."""

    at: datetime
    function: str
    message: str
    error: str | None
    """The last line of the exception."""
    request_id: str | None
    """The request's `X-Request-Id`, or the id of the message."""


class FailureList(Resource):
    """The last day's, newest first, at most fifty."""

    data: list[Failure]
