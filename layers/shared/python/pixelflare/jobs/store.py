"""Jobs in the core table. Each move between states is one conditional write; whoever comes second changes nothing.

Conditions are the transitions T1 to T10 of docs/decisions/0081. Money moves in two of them only: `creating` and `ending` are
members of the ledger's transaction.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import NotFound
from pixelflare.credits import Superseded
from schema.budgets import JOB_QUEUED
from schema.keys.due import NEVER_DUE, DueKind, due_at
from schema.keys.studio import job_key, job_listing
from schema.studio.jobs import Job, JobPhase, JobState, Made, comes_from

_TIMES = ("created_at", "updated_at", "completed_at", "leased_until", "deadline", "look_at")
NOTHING_IN_HAND: dict[str, Any] = dict.fromkeys(("phase", "lease", "leased_until", "nonce", "prediction"))


class JobStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, job_id: str) -> Job | None:
        row = self._table.get(job_key(owner, job_id), consistent=True)
        return Job.model_validate(row) if row else None

    def get(self, owner: str, job_id: str) -> Job:
        """Raises NotFound."""
        job = self.find(owner, job_id)
        if job is None:
            raise NotFound(f"no job {job_id}")
        return job

    def write(self, member: dict[str, Any]) -> None:
        """One of the members below by itself, where no credits move with it. Raises Superseded."""
        try:
            self._table.transact([member])
        except TransactionRefused as refused:
            raise Superseded(refused.failed) from refused

    # Members of the ledger's transaction

    def creating(self, job: Job) -> dict[str, Any]:
        """T1."""
        return self._table.putting(_row(job), only_if=ABSENT)

    def ending(
        self, job: Job, state: JobState, *, now: datetime, error: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        """T8, T9: this run ends without what it was for."""
        code, message = error or (None, None)
        change = {"state": state.value, "error_code": code, "error": message, "completed_at": text_of(now)}
        return self._updating(job, change | NOTHING_IN_HAND, now=now, look_at=None, only_if=_may_become(job, state))

    def completing(self, job: Job, made: Made, *, now: datetime, refunded: int = 0) -> dict[str, Any]:
        """T7. Inside the ledger's transaction if a part comes back, by itself otherwise."""
        change = {
            "state": JobState.COMPLETED.value,
            "completed_at": text_of(now),
            "progress": 1,
            "outputs": [output.model_dump(mode="json") for output in made.outputs],
            "result": made.result,
            "provider_cost": made.provider_cost,
            "provider_seconds": made.provider_seconds,
            "refunded": refunded,
        }
        kept = {name: None for name in NOTHING_IN_HAND if name != "prediction"}
        only_if = _may_become(job, JobState.COMPLETED)
        return self._updating(job, change | kept, now=now, look_at=None, only_if=only_if)

    def retrying(self, job: Job, *, deadline: datetime, look_at: datetime, now: datetime) -> dict[str, Any]:
        """The next run of a job that has failed or expired."""
        change: dict[str, Any] = {
            **dict.fromkeys(("error", "error_code", "completed_at", "progress", "result"), None),
            **NOTHING_IN_HAND,
            "state": JobState.PENDING.value,
            "run": job.run + 1,
            "step": 0,
            "attempt": 0,
            "cancel_asked": False,
            "outputs": [],
            "provider_cost": 0,
            "provider_seconds": 0,
            "deadline": text_of(deadline),
        }
        return self._updating(job, change, now=now, look_at=look_at, only_if=_may_become(job, JobState.PENDING))

    # Moves by themselves. Each returns the job as it is then, or None if it was not to be moved so.

    def note_queued(self, job: Job, *, now: datetime) -> Job | None:
        """T2."""
        only_if = _all(_of_run(job), _in(comes_from(JobState.QUEUED)))
        return self._move(job, {"state": JobState.QUEUED.value}, now=now, look_at=now + JOB_QUEUED, only_if=only_if)

    def lease(self, job: Job, lease: str, *, until: datetime, now: datetime) -> Job | None:
        """T3: it is this worker's until then. One whose worker is gone can be had again, unless a provider may have it."""
        change = {
            "state": JobState.PROCESSING.value,
            "phase": JobPhase.LEASED.value,
            "lease": lease,
            "leased_until": text_of(until),
        }
        waiting = _in((JobState.PENDING, JobState.QUEUED))
        given_up = Condition(
            "#state = :processing AND #phase = :leased AND #leased_until <= :now",
            {
                ":processing": JobState.PROCESSING.value,
                ":leased": JobPhase.LEASED.value,
                ":now": text_of(now),
            },
        )
        free = Condition(f"({waiting.expression}) OR ({given_up.expression})", {**waiting.values, **given_up.values})
        return self._move(job, change, now=now, look_at=until, only_if=_all(_of_run(job), free))

    def intend(self, job: Job, nonce: str, *, look_at: datetime, now: datetime) -> Job | None:
        """T4: before anything is sent to a provider."""
        mine = Condition(
            "#state = :processing AND #phase = :leased AND #lease = :lease",
            {":processing": JobState.PROCESSING.value, ":leased": JobPhase.LEASED.value, ":lease": job.lease},
        )
        change = {"phase": JobPhase.SUBMITTING.value, "nonce": nonce, "attempt": job.attempt + 1}
        return self._move(job, change, now=now, look_at=look_at, only_if=_all(_of_run(job), mine))

    def note_submitted(self, job: Job, nonce: str, prediction: str, *, look_at: datetime, now: datetime) -> Job | None:
        """T5, also by a webhook that was faster than the answer: whoever comes second finds it done."""
        mine = Condition(
            "#state = :processing AND #phase = :submitting AND #nonce = :nonce",
            {":processing": JobState.PROCESSING.value, ":submitting": JobPhase.SUBMITTING.value, ":nonce": nonce},
        )
        change = {"phase": JobPhase.SUBMITTED.value, "prediction": prediction, "lease": None, "leased_until": None}
        noted = self._move(job, change, now=now, look_at=look_at, only_if=_all(_of_run(job), mine))
        standing = noted or self.get(job.owner, job.job_id)
        return standing if standing.prediction == prediction else None

    def begin_finishing(self, job: Job, lease: str, *, until: datetime, now: datetime) -> Job | None:
        """T6: one worker fetches the outputs."""
        mine = Condition(
            "#state = :processing AND #prediction = :prediction AND #step = :step AND "
            "(#phase = :submitted OR (#phase = :finishing AND #leased_until <= :now))",
            {
                ":processing": JobState.PROCESSING.value,
                ":prediction": job.prediction,
                ":step": job.step,
                ":submitted": JobPhase.SUBMITTED.value,
                ":finishing": JobPhase.FINISHING.value,
                ":now": text_of(now),
            },
        )
        change = {"phase": JobPhase.FINISHING.value, "lease": lease, "leased_until": text_of(until)}
        return self._move(job, change, now=now, look_at=until, only_if=_all(_of_run(job), mine))

    def next_step(self, job: Job, made: Made, *, now: datetime) -> Job | None:
        """A job of several steps goes on, with what this step has made."""
        mine = Condition(
            "#state = :processing AND #lease = :lease AND #step = :step",
            {":processing": JobState.PROCESSING.value, ":lease": job.lease, ":step": job.step},
        )
        change = {
            **NOTHING_IN_HAND,
            "state": JobState.PROCESSING.value,
            "phase": JobPhase.LEASED.value,
            "leased_until": text_of(now),
            "step": job.step + 1,
            "attempt": 0,
            "outputs": [output.model_dump(mode="json") for output in made.outputs],
            "provider_cost": made.provider_cost,
            "provider_seconds": made.provider_seconds,
        }
        return self._move(job, change, now=now, look_at=now, only_if=_all(_of_run(job), mine))

    def let_go(self, job: Job, *, attempt: int, look_at: datetime, now: datetime) -> Job | None:
        """Nothing was begun, or what was begun is known to be nothing: another worker can have it from then on."""
        mine = Condition(
            "#state = :processing AND #lease = :lease AND attribute_not_exists(#prediction)",
            {":processing": JobState.PROCESSING.value, ":lease": job.lease},
        )
        change = {
            "phase": JobPhase.LEASED.value,
            "leased_until": text_of(now),
            "nonce": None,
            "attempt": attempt,
        }
        return self._move(job, change, now=now, look_at=look_at, only_if=_all(_of_run(job), mine))

    def ask_to_cancel(self, job: Job, *, now: datetime) -> Job | None:
        """A provider works on it: it ends when that one says so."""
        only_if = _all(_of_run(job), _in((JobState.PROCESSING,)))
        return self._move(job, {"cancel_asked": True}, now=now, only_if=only_if)

    def note_progress(self, job: Job, progress: float, *, now: datetime) -> None:
        further = Condition(
            "#state = :processing AND #prediction = :prediction AND (attribute_not_exists(#progress) OR #progress < :new)",
            {":processing": JobState.PROCESSING.value, ":prediction": job.prediction, ":new": progress},
        )
        self._move(job, {"progress": progress}, now=now, only_if=_all(_of_run(job), further))

    def look_again(self, job: Job, moment: datetime, *, now: datetime) -> None:
        """The sweeper comes back then, unless the job has moved."""
        as_seen = Condition("#look_at = :seen", {":seen": text_of(job.look_at)} if job.look_at else {":seen": ""})
        self._move(job, {}, now=now, look_at=moment, only_if=_all(_of_run(job), as_seen))

    def _move(
        self, job: Job, change: Mapping[str, Any], *, now: datetime, only_if: Condition, look_at: datetime | None = None
    ) -> Job | None:
        moment = look_at or job.look_at
        set_ = {**change, "updated_at": text_of(now), **_due(job.job_id, moment)}
        try:
            return Job.model_validate(self._table.update(job_key(job.owner, job.job_id), set_=set_, only_if=only_if))
        except ConditionFailed:
            return None

    def _updating(
        self, job: Job, change: Mapping[str, Any], *, now: datetime, look_at: datetime | None, only_if: Condition
    ) -> dict[str, Any]:
        set_ = {**change, "updated_at": text_of(now), **_due(job.job_id, look_at)}
        return self._table.updating(job_key(job.owner, job.job_id), set_=set_, only_if=only_if)


def _due(job_id: str, look_at: datetime | None) -> dict[str, Any]:
    if look_at is None:
        return {"look_at": None, **NEVER_DUE}
    moment = text_of(look_at)
    return {"look_at": moment, **due_at(DueKind.JOB, moment, job_id)}


def _row(job: Job) -> Item:
    times = {name: text_of(moment) for name in _TIMES if (moment := getattr(job, name))}
    listing = job_listing(job.owner, text_of(job.created_at), job.job_id)
    return (
        job_key(job.owner, job.job_id) | listing | job.model_dump(mode="json") | times | _due(job.job_id, job.look_at)
    )


def _of_run(job: Job) -> Condition:
    return Condition("#run = :run", {":run": job.run})


def _in(states: Iterable[JobState]) -> Condition:
    values = {f":in_{state.value}": state.value for state in states}
    return Condition(f"#state IN ({', '.join(values)})", values)


def _may_become(job: Job, state: JobState) -> Condition:
    """From where it was read. A provider may have got it meanwhile, and whoever ends it has to know that."""
    seen = {"phase": job.phase.value if job.phase else None, "lease": job.lease}
    return _all(_of_run(job), _in(comes_from(state)), *(_is(name, value) for name, value in seen.items()))


def _is(name: str, value: str | None) -> Condition:
    if value is None:
        return Condition(f"attribute_not_exists(#{name})")
    return Condition(f"#{name} = :seen_{name}", {f":seen_{name}": value})


def _all(*conditions: Condition) -> Condition:
    values = {name: value for each in conditions for name, value in each.values.items()}
    return Condition(" AND ".join(f"({each.expression})" for each in conditions), values)
