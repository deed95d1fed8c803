"""How a run of a job ends. A run that has not delivered is given back in the transaction that ends it."""

from datetime import datetime

from pixelflare.base.observability import logger
from pixelflare.credits import Cause, Superseded
from pixelflare.jobs.desk import JobDesk
from schema.studio.credits import EntryKind, Parts
from schema.studio.jobs import Job, JobState, Made


def end_without_result(
    job: Job, state: JobState, desk: JobDesk, *, error: tuple[str, str] | None = None, now: datetime
) -> Job | None:
    """The job as it has ended, refunded. None if it has moved since it was read: then look again.

    `error` is a code and a sentence. Raises Unavailable.
    """
    write = desk.jobs.ending(job, state, error=error, now=now)
    why = error[1] if error else state.value
    try:
        if job.cost:
            cause = Cause(EntryKind.REFUND, job.ref, reference_id=job.job_id, description=why)
            desk.ledger.move(job.owner, -_charged(job, desk), cause, paid_for=[write], now=now)
        else:
            desk.jobs.write(write)
    except Superseded:
        return None
    logger.info("job ended", job_id=job.job_id, run=job.run, before=job.state, state=state, code=error and error[0])
    return desk.jobs.get(job.owner, job.job_id)


def complete(job: Job, made: Made, desk: JobDesk, *, now: datetime) -> Job | None:
    """The job with what it has made; the share that is missing comes back. None if it has moved since it was read."""
    missing = job.cost * made.missing // 100
    write = desk.jobs.completing(job, made, refunded=missing, now=now)
    try:
        if missing:
            cause = Cause(
                EntryKind.REFUND, f"{job.ref}/missing", reference_id=job.job_id, description="not all was made"
            )
            parts = _share(-_charged(job, desk), missing)
            desk.ledger.move(job.owner, parts, cause, paid_for=[write], now=now)
        else:
            desk.jobs.write(write)
    except Superseded:
        return None
    logger.info("job ended", job_id=job.job_id, run=job.run, before=job.state, state=JobState.COMPLETED)
    return desk.jobs.get(job.owner, job.job_id)


def _charged(job: Job, desk: JobDesk) -> Parts:
    """What this run took, from where: that is what goes back, whatever the price is now."""
    entry = desk.ledger.entry(job.owner, EntryKind.DEDUCTION, job.ref)
    if entry is None:
        raise AssertionError(f"{job.ref} was never charged")
    return entry.parts


def _share(parts: Parts, total: int) -> Parts:
    """The last that were taken are the first that come back: those of packs."""
    of_pack = min(total, parts.pack)
    return Parts(plan=total - of_pack, pack=of_pack)
