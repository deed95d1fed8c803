"""What becomes of a provider's word: it has begun, it is done, it has failed. Whoever hears it asks the provider itself.

A webhook says only which prediction to look at. So one that is repeated, late or out of order does no harm, and one that is lost is
made up for by the sweeper, which looks the same way.
"""

from datetime import datetime
from typing import NamedTuple

from pixelflare.base.ids import new_nonce
from pixelflare.base.observability import logger
from pixelflare.jobs.desk import JobDesk, OutputRefused
from pixelflare.jobs.ends import complete, end_without_result
from pixelflare.jobs.orders import dispatch
from pixelflare.jobs.working import drop, note_prediction, step_of
from pixelflare.providers import Progress, Provider, Refused, Stage
from schema.budgets import JOB_LEASE, JOB_LOOK
from schema.studio.jobs import Job, JobState
from schema.studio.price_list import TERMS


class Heard(NamedTuple):
    """What a webhook says, after its signature was checked."""

    owner: str
    job_id: str
    nonce: str
    prediction: str


def hear(heard: Heard, desk: JobDesk, *, now: datetime) -> None:
    """Raises Unavailable, Busy, Paused: then it is heard again."""
    job = desk.jobs.find(heard.owner, heard.job_id)
    if job is None:
        logger.warning("webhook of no job", job_id=heard.job_id, prediction=heard.prediction)
        return
    if job.prediction != heard.prediction:
        provider = desk.providers[step_of(job).maker]
        if job.nonce != heard.nonce or job.prediction:
            _settle_stranger(job, heard.prediction, provider)
            return
        noted = note_prediction(job, heard.nonce, heard.prediction, provider, desk, now=now)
        if noted is None:
            return
        job = noted
    look(job, desk, now=now)


def look(job: Job, desk: JobDesk, *, now: datetime) -> None:
    """Asks the provider, and does what follows. Raises Unavailable, Busy, Paused."""
    if not job.is_open or job.prediction is None:
        return
    try:
        progress = desk.providers[step_of(job).maker].look_up(job.prediction)
    except Refused as gone:
        progress = Progress(Stage.FAILED, error=str(gone))
    match progress.stage:
        case Stage.SUCCEEDED:
            finish(job, progress, desk, now=now)
        case Stage.FAILED:
            end_without_result(job, JobState.FAILED, desk, error=("failed", progress.error or "it failed"), now=now)
        case Stage.CANCELED:
            state = JobState.CANCELED if job.cancel_asked else JobState.FAILED
            end_without_result(job, state, desk, error=("canceled", "the provider has stopped it"), now=now)
        case Stage.WORKING:
            if progress.done is not None:
                desk.jobs.note_progress(job, progress.done, now=now)
            desk.jobs.look_again(job, now + JOB_LOOK, now=now)


def finish(job: Job, progress: Progress, desk: JobDesk, *, now: datetime) -> None:
    """Fetches the outputs, and ends the job or its step. One worker does."""
    mine = desk.jobs.begin_finishing(job, new_nonce(), until=now + JOB_LEASE, now=now)
    if mine is None:
        return
    try:
        made = desk.keeper.keep(mine, progress)
    except OutputRefused as refused:
        end_without_result(mine, JobState.FAILED, desk, error=("output_unavailable", str(refused)), now=now)
        return
    taken = made.model_copy(
        update={
            "provider_cost": mine.provider_cost + step_of(mine).cost,
            "provider_seconds": mine.provider_seconds + progress.seconds,
        }
    )
    if mine.step + 1 == len(TERMS[mine.type].steps):
        complete(mine, taken, desk, now=now)
        return
    further = desk.jobs.next_step(mine, taken, now=now)
    if further:
        dispatch(further, desk, now=now)


def _settle_stranger(job: Job, prediction: str, provider: Provider) -> None:
    """A prediction that is not the job's: of an earlier try or run, or one too many."""
    try:
        is_working = provider.look_up(prediction).stage is Stage.WORKING
    except Refused:
        return
    if is_working:
        drop(prediction, job, provider)
