"""The engine of jobs with a provider, a queue and a clock that a test moves by hand."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table
from pixelflare.base.errors import Unavailable
from pixelflare.credits import Ledger, differences
from pixelflare.jobs import (
    Heard,
    JobDesk,
    JobStore,
    NewJob,
    Ordered,
    OutputRefused,
    cancel_job,
    give_up,
    hear,
    order_job,
    retry_job,
    sweep,
    work_on,
)
from pixelflare.providers import Busy, Order, Paused, Progress, Refused, Stage, Unknown
from schema.keys.core import owner_partition
from schema.keys.studio import ENTRY, JOB, balance_key, ledger_partition
from schema.messages.jobs import JobMessage
from schema.studio.credits import Balance, Entry, EntryKind
from schema.studio.jobs import Job, JobType, Made, Output
from schema.studio.price_list import Maker

BEGINNING = datetime(2026, 12, 1, 9, tzinfo=UTC)


class Answers(StrEnum):
    """How a provider takes an order."""

    TAKES = "takes"
    REFUSES = "refuses"
    IS_BUSY = "is busy"
    IS_PAUSED = "is paused"
    TAKES_SILENTLY = "takes it, and the answer is lost"
    LOSES = "never gets it"


@dataclass
class Prediction:
    name: str
    callback: str
    stage: Stage = Stage.WORKING


@dataclass
class MovedByHand:
    """A provider. What it makes is done when a test says so."""

    next: Answers = Answers.TAKES
    predictions: dict[str, Prediction] = field(default_factory=dict)

    def submit(self, order: Order) -> str:
        match self.next:
            case Answers.REFUSES:
                raise Refused("no such thing")
            case Answers.IS_BUSY:
                raise Busy("too many orders")
            case Answers.IS_PAUSED:
                raise Paused("the key is wrong")
            case Answers.LOSES:
                raise Unknown("no answer")
        name = f"prediction-{uuid4().hex}"
        self.predictions[name] = Prediction(name, order.callback)
        if self.next is Answers.TAKES_SILENTLY:
            raise Unknown("no answer")
        return name

    def look_up(self, prediction: str) -> Progress:
        if prediction not in self.predictions:
            raise Refused("no such prediction")
        return Progress(self.predictions[prediction].stage, outputs=(f"https://files.test/{prediction}",))

    def cancel(self, prediction: str) -> None:
        if self.predictions[prediction].stage is Stage.WORKING:
            self.predictions[prediction].stage = Stage.CANCELED

    def find(self, callback: str) -> str | None:
        found = [name for name, each in self.predictions.items() if each.callback == callback]
        return found[-1] if found else None

    def end(self, prediction: str, stage: Stage) -> None:
        if self.predictions[prediction].stage is Stage.WORKING:
            self.predictions[prediction].stage = stage

    @property
    def working(self) -> list[Prediction]:
        return [each for each in self.predictions.values() if each.stage is Stage.WORKING]


@dataclass
class MadeHere:
    """What is made in line."""

    next: Exception | None = None
    missing: int = 0

    def make(self, job: Job) -> Made:
        if self.next:
            raise self.next
        return Made(result={"variants": [job.input]}, missing=self.missing)


@dataclass
class Shelf:
    """Where outputs are kept."""

    next: Exception | None = None
    kept: Counter[str] = field(default_factory=Counter)

    def keep(self, job: Job, progress: Progress) -> Made:
        if self.next:
            raise self.next
        key = f"{job.owner}/{job.job_id}/{job.run}/{job.step}.png"
        self.kept[key] += 1
        return Made(outputs=(Output(key=key, content_type="image/png", size_bytes=3, sha256="abc"),))


@dataclass
class Messages:
    waiting: list[JobMessage] = field(default_factory=list)
    is_down: bool = False

    def send(self, message: JobMessage) -> None:
        if self.is_down:
            raise Unavailable("the queue is down", retry_after_seconds=1)
        self.waiting.append(message)


class Workshop:
    def __init__(self, table: Table, owner: str) -> None:
        self.owner, self.now = owner, BEGINNING
        self.table, self.ledger, self.jobs = table, Ledger(table), JobStore(table)
        self.provider, self.here, self.shelf, self.queue = MovedByHand(), MadeHere(), Shelf(), Messages()
        self.desk = JobDesk(
            jobs=self.jobs,
            ledger=self.ledger,
            queue=self.queue,
            providers={Maker.REPLICATE: self.provider},
            crafters={Maker.BEDROCK: self.here, Maker.OURSELVES: self.here},
            keeper=self.shelf,
            callback=lambda job, nonce: f"https://us.test/hooks/{job.owner}/{job.job_id}/{nonce}",
        )

    # What people do

    def order(self, kind: JobType = JobType.STATIC_AD, *, key: str | None = None, **asked: Any) -> Ordered:
        return order_job(NewJob(self.owner, kind, asked, idempotency_key=key), self.desk, now=self.now)

    def cancel(self, job: Job) -> Job:
        return cancel_job(self.owner, job.job_id, self.desk, now=self.now)

    def retry(self, job: Job) -> Job:
        return retry_job(self.owner, job.job_id, self.desk, now=self.now)

    # What happens by itself

    def later(self, span: timedelta) -> None:
        self.now += span

    def work(self, *, times: int = 1) -> None:
        """Every message is delivered so often."""
        messages, self.queue.waiting = self.queue.waiting, []
        for message in messages:
            for _ in range(times):
                work_on(message, self.desk, now=self.now)

    def lose_messages(self) -> None:
        self.queue.waiting = []

    def give_up(self) -> None:
        messages, self.queue.waiting = self.queue.waiting, []
        for message in messages:
            give_up(message, self.desk, now=self.now)

    def tell(self, prediction: str) -> None:
        """The provider's webhook."""
        owner, job_id, nonce = self.provider.predictions[prediction].callback.split("/")[-3:]
        hear(Heard(owner, job_id, nonce, prediction), self.desk, now=self.now)

    def end(self, stage: Stage = Stage.SUCCEEDED) -> None:
        """Everything that the provider works on ends so, and it says so."""
        for each in self.provider.working:
            self.provider.end(each.name, stage)
            self.tell(each.name)

    def sweep(self) -> None:
        for job in self.all_jobs():
            sweep(self.owner, job.job_id, self.desk, now=self.now)

    def settle(self) -> None:
        """Hours later, with nothing in the way."""
        self.provider.next, self.here.next, self.shelf.next = Answers.TAKES, None, None
        self.queue.is_down = False
        for _ in range(30):
            if not any(job.is_open for job in self.all_jobs()):
                return
            self.work()
            self.end()
            self.later(timedelta(minutes=4))
            self.sweep()

    # What there is

    def job(self, job: Job) -> Job:
        return self.jobs.get(self.owner, job.job_id)

    def all_jobs(self) -> list[Job]:
        return [Job.model_validate(row) for row in self._rows(owner_partition(self.owner), JOB)]

    def entries(self) -> list[Entry]:
        return [Entry.model_validate(row) for row in self._rows(ledger_partition(self.owner), ENTRY)]

    def balance(self) -> Balance:
        return self.ledger.balance(self.owner, now=self.now)

    def wrong(self) -> list[str]:
        """What does not agree."""
        row = self.table.get(balance_key(self.owner), consistent=True)
        if row is None:
            return [] if not self.entries() else ["entries without a balance"]
        return list(differences(Balance.model_validate(row), self.entries(), self.all_jobs()))

    def orphans(self) -> list[str]:
        """What a provider works on, and no open job waits for."""
        waited_for = {job.prediction for job in self.all_jobs() if job.is_open}
        may_be_asked = {job.nonce for job in self.all_jobs() if job.is_open and job.nonce}
        return [
            each.name
            for each in self.provider.working
            if each.name not in waited_for and each.callback.split("/")[-1] not in may_be_asked
        ]

    def _rows(self, partition: str, prefix: str) -> list[dict[str, Any]]:
        below = Condition("#pk = :pk AND begins_with(#sk, :prefix)", {":pk": partition, ":prefix": prefix})
        return self.table.query(below, limit=1000, consistent=True).items


def kinds(workshop: Workshop) -> list[EntryKind]:
    return sorted(entry.kind for entry in workshop.entries())


__all__ = ["Answers", "OutputRefused", "Workshop", "kinds"]
