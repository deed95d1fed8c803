"""What an owner uses: images and bytes now, uploads of each month, and what their plan allows."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from schema.base import Record, Request
from schema.identity.users import PlanTier, Suspension
from schema.limits import (
    FREE_IMAGES,
    MAX_REASON_LENGTH,
    PLAN_GRACE_PERCENT,
    PRO_IMAGES,
    PRO_RATE_FACTOR,
    STARTER_IMAGES,
    STARTER_RATE_FACTOR,
)
from schema.types import one_line

IMAGES_OF_PLAN = {PlanTier.FREE: FREE_IMAGES, PlanTier.STARTER: STARTER_IMAGES, PlanTier.PRO: PRO_IMAGES}
RATE_FACTORS = {PlanTier.FREE: 1, PlanTier.STARTER: STARTER_RATE_FACTOR, PlanTier.PRO: PRO_RATE_FACTOR}
"""So many times the rate limits, where plans are on."""
NOTICE_PERCENTS = (80, 100)
"""Of a plan's images: when its owner is told."""


def most_images(plan: PlanTier) -> int:
    """With its grace: a further one is refused."""
    return IMAGES_OF_PLAN[plan] * (100 + PLAN_GRACE_PERCENT) // 100


class Usage(Record):
    """The sum of an owner's counters."""

    images: int = 0
    """Live ones: reserved, in the making, ready. A rejected upload and an image in the bin are none."""
    original_bytes: int = 0
    """Of accepted live images."""
    variant_bytes: int = 0
    """Of the copies and presets that viewers get. What is made of options expires and is not counted."""
    bin_images: int = 0
    bin_bytes: int = 0
    """Originals of images in the bin, until they are deleted for ever."""
    uploads: dict[str, int] = {}  # noqa: RUF012 - pydantic copies it
    """Accepted uploads by the month of their reservation, like `2026-11`."""

    @property
    def stored_bytes(self) -> int:
        """What lies in the buckets for the owner."""
        return self.original_bytes + self.variant_bytes + self.bin_bytes


class Quota(Record):
    """How much of a plan is taken, as stored: never less than there is."""

    admitted: int = 0
    """At least the number of live images."""
    ceiling: int = 0
    """From here on the images are counted before another one is admitted."""
    settled_at: datetime | None = None
    """When they were counted last. None: not yet under this plan."""
    revision: int
    """Counts changes. The condition of every write but that of the one who takes a place."""
    notices: dict[str, datetime] = {}  # noqa: RUF012 - pydantic copies it
    """When the owner was told, by the percentage of the plan that was reached."""


class PlanNotice(Record):
    percent: int
    at: datetime
    """When it was reached."""


class PlanResource(Record):
    """What the owner's plan allows."""

    tier: PlanTier
    is_enforced: bool
    """Whether this installation has plans switched on. Otherwise there is no limit."""
    max_images: int
    grace_images: int
    """How many images more are still accepted."""
    images_left: int | None
    """Until an upload is refused. null where plans are off."""
    notices: list[PlanNotice]
    """Which shares of the plan have been reached, and not been left again."""


class StorageResource(Record):
    """In bytes."""

    originals: int
    variants: int
    """The copies and presets that viewers get. What is made of options expires and is not counted."""
    bin: int
    total: int


class UsageResource(Record):
    """What an owner uses now, and may use."""

    owner: str
    plan: PlanResource
    suspended: Suspension | None
    """null, or since when the owner may change nothing, and why."""
    images: int
    """Live images and reservations. Rejected uploads and the bin do not count."""
    bin_images: int
    storage: StorageResource
    uploads: dict[str, int]
    """Accepted uploads of each month, in UTC, like `2026-11`."""


Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_REASON_LENGTH),
    AfterValidator(one_line),
]


class PutPlan(Request):
    plan: PlanTier


class PutSuspension(Request):
    reason: Reason | None = Field(default=None, description="The owner reads it")
