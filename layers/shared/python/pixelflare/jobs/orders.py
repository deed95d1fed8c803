"""Orders, cancels and retries: what people do with jobs. Credits move in the transaction that moves the job."""

import hashlib
import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from pixelflare.base.errors import Conflict, IdempotencyConflict, Unavailable
from pixelflare.base.observability import logger
from pixelflare.credits import Cause, Superseded
from pixelflare.jobs.desk import JobDesk
from pixelflare.jobs.ends import end_without_result
from pixelflare.providers import Busy, Paused
from schema.budgets import JOB_SENT_AGAIN
from schema.messages.jobs import JobMessage
from schema.studio.credits import EntryKind
from schema.studio.jobs import REFUNDED, Job, JobPhase, JobState, JobType
from schema.studio.price_list import TERMS

_NAMES = UUID("5b2d8f5e-4a0c-4d53-9a86-2f6d3c1d7a10")
"""Where ids of jobs come from that have an idempotency key. Another value would forget all keys."""
_SEEN_DIFFERENTLY = 5


class NewJob(NamedTuple):
    owner: str
    type: JobType
    input: dict[str, Any]
    project_id: str | None = None
    product_id: str | None = None
    idempotency_key: str | None = None


class Ordered(NamedTuple):
    job: Job
    credits_remaining: int
    is_new: bool


def order_job(order: NewJob, desk: JobDesk, *, now: datetime) -> Ordered:
    """The job, paid for and on its way. With the key of an earlier order, that one's.

    Raises OutOfCredits, BalanceFrozen, Unavailable, and IdempotencyConflict for a key of another order.
    """
    job = _new_job(order, now)
    standing = desk.jobs.find(job.owner, job.job_id) if order.idempotency_key else None
    if standing is None:
        standing = _create(job, desk, now)
    if standing is not None:
        if standing.input_digest != job.input_digest:
            raise IdempotencyConflict("this idempotencyKey was used for another order")
        return Ordered(standing, desk.ledger.balance(job.owner, now=now).credits, is_new=False)
    job = dispatch(job, desk, now=now)
    return Ordered(job, desk.ledger.balance(job.owner, now=now).credits, is_new=True)


def _create(job: Job, desk: JobDesk, now: datetime) -> Job | None:
    """None if it was created now, and otherwise the one that stands in its place."""
    cause = Cause(EntryKind.DEDUCTION, job.ref, reference_id=job.job_id, description=job.type.value, by=job.owner)
    try:
        if not job.cost:
            desk.jobs.write(desk.jobs.creating(job))
            return None
        entry = desk.ledger.charge(job.owner, job.cost, cause, paid_for=[desk.jobs.creating(job)], now=now)
    except Superseded:
        return desk.jobs.get(job.owner, job.job_id)
    return None if entry.created_at == now else desk.jobs.get(job.owner, job.job_id)


def dispatch(job: Job, desk: JobDesk, *, now: datetime) -> Job:
    """Into the queue. If that fails, the sweeper does it: the job is paid for, and stays."""
    try:
        desk.queue.send(JobMessage(owner=job.owner, job_id=job.job_id, run=job.run))
    except Unavailable:
        logger.warning("job waits for the sweeper", job_id=job.job_id)
        return job
    return desk.jobs.note_queued(job, now=now) or desk.jobs.get(job.owner, job.job_id)


def cancel_job(owner: str, job_id: str, desk: JobDesk, *, now: datetime) -> Job:
    """The job, canceled or about to be. Raises NotFound, and Conflict for one that has ended otherwise."""
    for _ in range(_SEEN_DIFFERENTLY):
        job = desk.jobs.get(owner, job_id)
        if job.state is JobState.CANCELED:
            return job
        if not job.is_open:
            raise Conflict(f"the job is {job.state.value}, and cannot be canceled any more")
        if job.phase in (None, JobPhase.LEASED):
            ended = end_without_result(job, JobState.CANCELED, desk, now=now)
        else:
            ended = _cancel_at_provider(job, desk, now)
        if ended:
            return ended
    raise Unavailable("the job is moving", retry_after_seconds=1)


def _cancel_at_provider(job: Job, desk: JobDesk, now: datetime) -> Job | None:
    """It ends when the provider says so. A provider that cannot be reached is asked again by the sweeper."""
    asked = desk.jobs.ask_to_cancel(job, now=now)
    if asked and asked.prediction:
        try:
            desk.providers[TERMS[asked.type].steps[asked.step].maker].cancel(asked.prediction)
        except (Busy, Paused) as error:
            logger.warning("cancel is repeated later", job_id=job.job_id, why=str(error))
    return asked


def retry_job(owner: str, job_id: str, desk: JobDesk, *, now: datetime) -> Job:
    """The next run of a job that has failed or expired, charged like the first one.

    Raises NotFound, OutOfCredits, BalanceFrozen, Unavailable, and Conflict for one that has not failed.
    """
    job = desk.jobs.get(owner, job_id)
    if job.state not in REFUNDED - {JobState.CANCELED}:
        raise Conflict(f"the job is {job.state.value}; only what has failed or expired can be tried again")
    next_run = job.model_copy(update={"run": job.run + 1})
    deadline, look_at = now + TERMS[job.type].expires_after, now + JOB_SENT_AGAIN
    write = desk.jobs.retrying(job, deadline=deadline, look_at=look_at, now=now)
    cause = Cause(EntryKind.DEDUCTION, next_run.ref, reference_id=job_id, description=job.type.value, by=owner)
    try:
        if job.cost:
            desk.ledger.charge(owner, job.cost, cause, paid_for=[write], now=now)
        else:
            desk.jobs.write(write)
    except Superseded:
        return desk.jobs.get(owner, job_id)  # another tab was faster
    return dispatch(desk.jobs.get(owner, job_id), desk, now=now)


def _new_job(order: NewJob, now: datetime) -> Job:
    terms = TERMS[order.type]
    key = order.idempotency_key
    return Job(
        owner=order.owner,
        job_id=str(uuid5(_NAMES, f"{order.owner}\n{key}") if key else uuid4()),
        type=order.type,
        cost=terms.credits,
        input=order.input,
        input_digest=_digest(order),
        project_id=order.project_id,
        product_id=order.product_id,
        created_at=now,
        updated_at=now,
        deadline=now + terms.expires_after,
        look_at=now + JOB_SENT_AGAIN,
    )


def _digest(order: NewJob) -> str:
    asked = [order.type.value, order.input, order.project_id, order.product_id]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
