"""Jobs: what the studio makes, step by step, and which moves there are between their states.

The states, the moves and their conditions are a contract; what happens in which order is told in docs/decisions/0081-jobs-and-the-ledger.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from schema.base import Record


class JobType(StrEnum):
    COPY = "copy"
    STATIC_AD = "static_ad"
    TTS = "tts"
    UGC_VIDEO = "ugc_video"
    LIP_SYNC = "lip_sync"
    I2V = "i2v"
    REFRAME = "reframe"
    SCRAPE = "scrape"


class JobState(StrEnum):
    PENDING = "pending"
    """Paid for, and not in the queue yet."""
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"
    EXPIRED = "expired"
    """Nothing came of it in time."""


MOVES: Mapping[JobState, frozenset[JobState]] = {
    JobState.PENDING: frozenset({JobState.QUEUED, JobState.PROCESSING, JobState.FAILED, JobState.CANCELED}),
    JobState.QUEUED: frozenset({JobState.PROCESSING, JobState.FAILED, JobState.CANCELED}),
    JobState.PROCESSING: frozenset({JobState.COMPLETED, JobState.FAILED, JobState.CANCELED, JobState.EXPIRED}),
    JobState.FAILED: frozenset({JobState.PENDING}),  # a retry: the next run, charged again
    JobState.EXPIRED: frozenset({JobState.PENDING}),
    JobState.COMPLETED: frozenset(),
    JobState.CANCELED: frozenset(),
}
OPEN = frozenset({JobState.PENDING, JobState.QUEUED, JobState.PROCESSING})
REFUNDED = frozenset({JobState.FAILED, JobState.CANCELED, JobState.EXPIRED})
"""A run that ends so is given back, in the transaction that ends it."""


def comes_from(state: JobState) -> tuple[JobState, ...]:
    """The states that lead to this one, in the order of their definition."""
    return tuple(before for before in JobState if state in MOVES[before])


class JobPhase(StrEnum):
    """How far a job in `processing` is with the step that it is at."""

    LEASED = "leased"
    """A worker has it."""
    SUBMITTING = "submitting"
    """Its request is on the way to the provider. If the answer is lost, the provider may have it or not."""
    SUBMITTED = "submitted"
    """The provider works on it."""
    FINISHING = "finishing"
    """Its outputs are fetched."""


class Output(Record):
    """A file that a job has made, where it is kept."""

    key: str
    """Of the media bucket."""
    content_type: str
    size_bytes: int
    sha256: str


class Made(Record):
    """What a step of a job has made, and what it took until then."""

    outputs: tuple[Output, ...] = ()
    result: dict[str, Any] | None = None
    """What is no file: texts, a product."""
    missing: int = 0
    """Percent of what was paid for that is not there."""
    provider_cost: int = 0
    """Millionths of a dollar."""
    provider_seconds: float = 0.0


class Job(Record):
    """A job as stored. `run` counts from one: a retry is the next run of the same job, and is charged by itself."""

    owner: str
    job_id: str
    type: JobType
    state: JobState = JobState.PENDING
    run: int = 1
    cost: int
    """Credits of each run."""
    input: dict[str, Any]
    """What was asked for, as the type's model says."""
    input_digest: str
    """Tells whether an order that comes again with the same key is the same."""
    project_id: str | None = None
    product_id: str | None = None
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None

    phase: JobPhase | None = None
    step: int = 0
    """Of a job of several: which one it is at."""
    attempt: int = 0
    """How often this step was given to its provider, or tried in line."""
    lease: str | None = None
    leased_until: datetime | None = None
    nonce: str | None = None
    """Of the request to the provider. What comes back for it names it."""
    prediction: str | None = None
    """What the provider calls it."""
    deadline: datetime | None = None
    """From then on it counts as expired."""
    look_at: datetime | None = None
    """When the sweeper looks at it next. None once it has ended."""
    cancel_asked: bool = False
    progress: float | None = None

    outputs: tuple[Output, ...] = ()
    result: dict[str, Any] | None = None
    refunded: int = 0
    """Credits of this run that came back though it is completed: its missing share."""
    error_code: str | None = None
    error: str | None = None
    provider_cost: int = 0
    """Millionths of a dollar that the provider takes for this run."""
    provider_seconds: float = 0.0

    @property
    def ref(self) -> str:
        """What the ledger calls this run."""
        return f"{self.job_id}.{self.run}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
