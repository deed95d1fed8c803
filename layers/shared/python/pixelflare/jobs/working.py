"""What the pipeline does with a message: takes the job, and makes what it is for or gives it to a provider.

A provider is called between two writes, never inside one: the intent, the call, what came of it. Where nobody knows whether it
was taken, the job waits for the provider's word (docs/decisions/0081-jobs-and-the-ledger).
"""

from datetime import datetime, timedelta

from pixelflare.base.errors import Unavailable
from pixelflare.base.ids import new_nonce
from pixelflare.base.observability import logger
from pixelflare.jobs.desk import JobDesk
from pixelflare.jobs.ends import complete, end_without_result
from pixelflare.providers import Busy, Order, Paused, Provider, Refused, Unknown
from schema.budgets import JOB_ANSWER_UNKNOWN, JOB_FIRST_LOOK, JOB_LEASE, JOB_PAUSE
from schema.messages.jobs import JobMessage
from schema.studio.jobs import Job, JobState
from schema.studio.price_list import TERMS, Step

MOST_ATTEMPTS = 3
"""Of one step."""


def work_on(message: JobMessage, desk: JobDesk, *, now: datetime) -> None:
    """Twice, late, and beside another worker: only one has the job. Raises Unavailable."""
    job = desk.jobs.find(message.owner, message.job_id)
    if job is None or job.run != message.run or not job.is_open:
        return
    mine = desk.jobs.lease(job, new_nonce(), until=now + JOB_LEASE, now=now)
    if mine is None:  # another worker's, or the provider's: the sweeper comes back to it
        return
    if mine.cancel_asked:
        end_without_result(mine, JobState.CANCELED, desk, now=now)
        return
    step = step_of(mine)
    provider = desk.providers.get(step.maker)
    if provider is None:
        _make(mine, step, desk, now)
    else:
        _submit(mine, step, provider, desk, now)


def step_of(job: Job) -> Step:
    return TERMS[job.type].steps[job.step]


def give_up(message: JobMessage, desk: JobDesk, *, now: datetime) -> None:
    """For a message that has failed for good. What a provider has goes on, until its deadline."""
    job = desk.jobs.find(message.owner, message.job_id)
    if job and job.run == message.run and job.is_open and not job.prediction:
        end_without_result(
            job, JobState.FAILED, desk, error=("exhausted", "it did not work after several tries"), now=now
        )


def _make(job: Job, step: Step, desk: JobDesk, now: datetime) -> None:
    try:
        made = desk.crafters[step.maker].make(job)
    except Refused as refused:
        end_without_result(job, JobState.FAILED, desk, error=("refused", str(refused)), now=now)
    except (Busy, Unavailable) as busy:
        _try_later(job, desk, str(busy), wait=getattr(busy, "wait", None), now=now)
    except Paused as paused:
        _pause(job, desk, str(paused), now=now)
    else:
        complete(job, made, desk, now=now)


def _submit(job: Job, step: Step, provider: Provider, desk: JobDesk, now: datetime) -> None:
    nonce = new_nonce()
    intended = desk.jobs.intend(job, nonce, look_at=now + JOB_ANSWER_UNKNOWN, now=now)
    if intended is None:
        return
    try:
        prediction = provider.submit(Order(step.model, intended.input, desk.callback(intended, nonce)))
    except Refused as refused:
        end_without_result(intended, JobState.FAILED, desk, error=("refused", str(refused)), now=now)
    except Busy as busy:
        _try_later(intended, desk, str(busy), wait=busy.wait, now=now)
    except Paused as paused:
        _pause(intended, desk, str(paused), now=now)
    except Unknown as unknown:
        logger.warning("nobody knows whether the provider has it", job_id=job.job_id, why=str(unknown))
    else:
        note_prediction(intended, nonce, prediction, provider, desk, now=now)


def note_prediction(
    job: Job, nonce: str, prediction: str, provider: Provider, desk: JobDesk, *, now: datetime
) -> Job | None:
    """The job with its prediction. One that nobody waits for is stopped, and leaves a trace. Raises Unavailable."""
    noted = desk.jobs.note_submitted(job, nonce, prediction, look_at=now + JOB_FIRST_LOOK, now=now)
    if noted is None:
        drop(prediction, job, provider)
    return noted


def drop(prediction: str, job: Job, provider: Provider) -> None:
    """Nobody waits for it: its job has ended, or has another one."""
    logger.warning("orphaned prediction", prediction=prediction, job_id=job.job_id, run=job.run)
    try:
        provider.cancel(prediction)
    except (Busy, Paused) as error:
        logger.warning("orphaned prediction goes on", prediction=prediction, why=str(error))


def _try_later(job: Job, desk: JobDesk, why: str, *, wait: timedelta | None, now: datetime) -> None:
    """After some tries, for good. The sweeper sends it again."""
    tries = job.attempt + (0 if job.nonce else 1)
    if tries >= MOST_ATTEMPTS:
        end_without_result(job, JobState.FAILED, desk, error=("unavailable", why), now=now)
        return
    desk.jobs.let_go(job, attempt=tries, look_at=now + (wait or JOB_PAUSE * 2 ** (tries - 1)), now=now)


def _pause(job: Job, desk: JobDesk, why: str, *, now: datetime) -> None:
    """No fault of the job's, so no try of its. Its deadline ends it, if nobody has put things right before."""
    logger.error("provider refuses this installation", job_id=job.job_id, why=why)
    desk.jobs.let_go(job, attempt=0, look_at=now + JOB_PAUSE * 10, now=now)
