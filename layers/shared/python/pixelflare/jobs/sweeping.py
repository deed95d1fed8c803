"""What the sweeper does each minute with a job that should have moved on: whatever was lost on the way is done again."""

from datetime import datetime

from pixelflare.jobs.desk import JobDesk
from pixelflare.jobs.ends import end_without_result
from pixelflare.jobs.orders import dispatch
from pixelflare.jobs.settling import look
from pixelflare.jobs.working import MOST_ATTEMPTS, drop, note_prediction, step_of
from pixelflare.providers import Progress, Refused, Stage
from schema.budgets import JOB_FETCHED, JOB_LOOK, JOB_PAUSE, JOB_SENT_AGAIN
from schema.studio.jobs import Job, JobPhase, JobState

_TOO_LATE = ("timeout", "nothing came of it in time")


def sweep(owner: str, job_id: str, desk: JobDesk, *, now: datetime) -> None:
    """Does nothing to a job that is not due. Raises Unavailable, Busy, Paused."""
    job = desk.jobs.find(owner, job_id)
    if job is None or not job.is_open or job.look_at is None or job.look_at > now:
        return
    if job.deadline and job.deadline <= now:
        _expire(job, desk, now)
    elif job.phase in (None, JobPhase.LEASED):
        _send_again(job, desk, now)
    elif job.phase is JobPhase.SUBMITTING:
        _find_out(job, desk, now)
    else:
        _repeat_cancel(job, desk)
        look(job, desk, now=now)


def _send_again(job: Job, desk: JobDesk, now: datetime) -> None:
    desk.jobs.look_again(job, now + JOB_SENT_AGAIN, now=now)
    dispatch(job, desk, now=now)


def _find_out(job: Job, desk: JobDesk, now: datetime) -> None:
    """The answer to its order was lost. The provider knows it by its callback; if it does not, the order was lost, too."""
    provider, nonce = desk.providers[step_of(job).maker], job.nonce or ""
    prediction = provider.find(desk.callback(job, nonce))
    if prediction:
        noted = note_prediction(job, nonce, prediction, provider, desk, now=now)
        if noted:
            look(noted, desk, now=now)
    elif job.cancel_asked:
        end_without_result(job, JobState.CANCELED, desk, now=now)
    elif job.attempt < MOST_ATTEMPTS:
        free = desk.jobs.let_go(job, attempt=job.attempt, look_at=now + JOB_PAUSE, now=now)
        if free:
            dispatch(free, desk, now=now)
    else:
        end_without_result(job, JobState.FAILED, desk, error=("unavailable", "the provider did not answer"), now=now)


def _repeat_cancel(job: Job, desk: JobDesk) -> None:
    if job.cancel_asked and job.prediction:
        desk.providers[step_of(job).maker].cancel(job.prediction)


def _expire(job: Job, desk: JobDesk, now: datetime) -> None:
    """What is done by now still counts. Otherwise the provider is stopped, and the run given back."""
    if job.state is not JobState.PROCESSING:
        end_without_result(job, JobState.FAILED, desk, error=_TOO_LATE, now=now)
        return
    provider = desk.providers.get(step_of(job).maker)
    prediction = job.prediction
    if provider and job.phase is JobPhase.SUBMITTING:
        prediction = provider.find(desk.callback(job, job.nonce or ""))
    if provider and prediction:
        try:
            progress = provider.look_up(prediction)
        except Refused:
            progress = Progress(Stage.FAILED)
        if progress.stage is Stage.SUCCEEDED and job.prediction and job.deadline and now < job.deadline + JOB_FETCHED:
            look(job, desk, now=now)
            return
    ended = end_without_result(job, JobState.EXPIRED, desk, error=_TOO_LATE, now=now)
    if ended and provider and prediction:
        drop(prediction, job, provider)
    if ended is None:
        desk.jobs.look_again(job, now + JOB_LOOK, now=now)
