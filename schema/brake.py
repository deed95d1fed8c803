"""The bill brake: how much an installation still does, by what it has spent in the month."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Annotated

from pydantic import Field

from schema.base import Record, Request, Resource

STEPS_SHOWN = 20
"""The latest."""


class BrakeLevel(IntEnum):
    OFF = 0
    STORED_ONLY = 1
    """Viewers get what is stored; nothing new is made for them."""
    NO_UPLOADS = 2
    """And nothing new is taken from owners."""


class BrakeCause(StrEnum):
    SPENT = "spent"
    """By the installation's own count, or AWS's."""
    OPERATOR = "operator"
    MONTH = "month"
    """A month has begun."""


class BrakeStep(Record):
    at: datetime
    level: BrakeLevel
    cause: BrakeCause
    spent: str | None = None
    """Dollars that counted then. None when an operator decided."""


class BrakeState(Record):
    """Of one month. At any later time the brake is off, whoever has written that or not."""

    month: str
    """Like `2026-11`."""
    counted: BrakeLevel = BrakeLevel.OFF
    """By what is spent."""
    held: BrakeLevel | None = None
    """What an operator has decided, for the rest of the month."""
    estimated: str | None = None
    """Dollars of the month by the installation's own count. None before the first one."""
    billed: str | None = None
    """Dollars of the month by AWS's budget, where there is one."""
    counted_at: datetime | None = None
    told: BrakeLevel = BrakeLevel.OFF
    """The level that was announced last."""
    steps: tuple[BrakeStep, ...] = ()
    """The latest, newest first."""
    version: int = 0


class BrakeResource(Resource):
    """What the installation does for everybody at the moment."""

    level: Annotated[int, Field(ge=0, le=2)]
    """0: everything. 1: viewers get what is stored, and nothing new is made for them. 2: and no uploads are taken."""
    makes_variants: bool
    takes_uploads: bool
    ends_at: datetime | None
    """When it ends by itself, if no operator ends it before. null while it is off."""


class BrakeStepResource(Resource):
    at: datetime
    level: int
    cause: BrakeCause
    spent: str | None
    """Dollars. null when an operator decided."""


class BrakeReport(BrakeResource):
    """The same for operators, with what it follows from."""

    month: str
    counted: int
    """The level by what is spent."""
    held: int | None
    """The level that an operator has set for the rest of the month. null: it follows what is spent."""
    estimated: str | None
    """Dollars of this month by the installation's own count. null before the first one."""
    billed: str | None
    """Dollars of this month by AWS's budget. null without one."""
    counted_at: datetime | None
    stored_only_dollars: int
    """From here on level 1. 0: never by itself."""
    no_uploads_dollars: int
    """From here on level 2. 0: never by itself."""
    steps: list[BrakeStepResource]
    """The latest changes of the level, newest first."""


class PutBrake(Request):
    level: Annotated[int, Field(ge=0, le=2)]
    """0 releases the brake for the rest of the month, however much is spent."""
