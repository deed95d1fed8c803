"""How runs of jobs end that do not deliver, or not all: what was charged comes back, once."""

from datetime import timedelta

import pytest

from pixelflare.base.errors import Conflict, NotFound, Unavailable
from pixelflare.jobs import OutputRefused
from pixelflare.providers import Refused, Stage
from schema.studio.credits import EntryKind
from schema.studio.jobs import JobState, JobType
from schema.studio.price_list import FREE_CREDITS, TERMS
from tests.integration.studio.workshop import Answers, Workshop, kinds

MINUTE = timedelta(minutes=1)
AD = TERMS[JobType.STATIC_AD].credits


@pytest.mark.parametrize("stage", [Stage.FAILED, Stage.CANCELED])
def test_what_fails_at_the_provider_is_given_back_once(workshop: Workshop, stage: Stage) -> None:
    job = workshop.order().job
    workshop.work()
    (prediction,) = workshop.provider.predictions
    workshop.provider.end(prediction, stage)
    workshop.tell(prediction)
    workshop.tell(prediction)
    assert (workshop.job(job).state, workshop.balance().credits) == (JobState.FAILED, FREE_CREDITS)
    assert kinds(workshop).count(EntryKind.REFUND) == 1


def test_outputs_that_are_not_what_they_should_be_fail_the_job(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.work()
    workshop.shelf.next = OutputRefused("larger than 500 MB")
    workshop.end()
    assert (workshop.job(job).state, workshop.job(job).error_code) == (JobState.FAILED, "output_unavailable")
    assert workshop.balance().credits == FREE_CREDITS


def test_outputs_that_cannot_be_fetched_now_are_fetched_later(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.work()
    workshop.shelf.next = Unavailable("S3 is down", retry_after_seconds=1)
    with pytest.raises(Unavailable):
        workshop.end()
    workshop.shelf.next = None
    workshop.later(3 * MINUTE)
    workshop.sweep()
    assert workshop.job(job).state is JobState.COMPLETED


def test_a_deadline_ends_what_the_provider_has_not_made(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.work()
    workshop.later(16 * MINUTE)
    workshop.sweep()
    assert workshop.job(job).state is JobState.EXPIRED
    assert workshop.provider.working == []
    assert workshop.balance().credits == FREE_CREDITS


def test_what_is_made_at_the_deadline_still_counts(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.work()
    (prediction,) = workshop.provider.predictions
    workshop.provider.end(prediction, Stage.SUCCEEDED)
    workshop.later(16 * MINUTE)
    workshop.sweep()
    assert workshop.job(job).state is JobState.COMPLETED


def test_a_cancel_before_the_provider_has_it_is_at_once(workshop: Workshop) -> None:
    job = workshop.order().job
    assert workshop.cancel(job).state is JobState.CANCELED
    workshop.work()
    assert workshop.provider.predictions == {}
    assert workshop.balance().credits == FREE_CREDITS
    assert workshop.cancel(job).state is JobState.CANCELED  # the second tab
    assert kinds(workshop).count(EntryKind.REFUND) == 1


def test_a_cancel_at_the_provider_ends_when_it_says_so(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.work()
    assert workshop.cancel(job).state is JobState.PROCESSING
    (prediction,) = workshop.provider.predictions
    workshop.tell(prediction)
    assert workshop.job(job).state is JobState.CANCELED
    assert workshop.balance().credits == FREE_CREDITS


def test_a_cancel_that_comes_too_late_leaves_what_was_made(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.work()
    (prediction,) = workshop.provider.predictions
    workshop.provider.end(prediction, Stage.SUCCEEDED)
    workshop.cancel(job)
    workshop.tell(prediction)
    assert workshop.job(job).state is JobState.COMPLETED
    with pytest.raises(Conflict):
        workshop.cancel(job)
    assert workshop.balance().credits == FREE_CREDITS - AD


def test_a_retry_is_the_next_run_and_is_charged_again(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.provider.next = Answers.REFUSES
    workshop.work()
    workshop.provider.next = Answers.TAKES
    assert (workshop.retry(job).run, workshop.balance().credits) == (2, FREE_CREDITS - AD)
    with pytest.raises(Conflict):
        workshop.retry(job)
    workshop.work()
    workshop.end()
    assert workshop.job(job).state is JobState.COMPLETED
    assert workshop.wrong() == []


def test_a_message_of_an_earlier_run_starts_nothing(workshop: Workshop) -> None:
    job = workshop.order().job
    early = list(workshop.queue.waiting)
    workshop.cancel(job)
    failed = workshop.order().job
    workshop.provider.next = Answers.REFUSES
    workshop.work()
    workshop.provider.next = Answers.TAKES
    workshop.retry(failed)
    workshop.queue.waiting = early
    workshop.work()
    assert workshop.provider.predictions == {}


def test_a_prediction_that_nobody_waits_for_is_stopped(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.provider.next = Answers.TAKES_SILENTLY
    workshop.work()
    workshop.later(16 * MINUTE)
    workshop.sweep()
    assert (workshop.job(job).state, workshop.provider.working) == (JobState.EXPIRED, [])


def test_a_share_that_is_missing_comes_back(workshop: Workshop) -> None:
    workshop.here.missing = 100
    job = workshop.order(JobType.COPY).job
    workshop.work()
    assert (workshop.job(job).state, workshop.job(job).refunded) == (JobState.COMPLETED, 1)
    assert workshop.balance().credits == FREE_CREDITS
    assert workshop.wrong() == []


def test_what_cannot_be_made_here_fails(workshop: Workshop) -> None:
    workshop.here.next = Refused("nothing usable on the page")
    job = workshop.order(JobType.SCRAPE).job
    workshop.work()
    assert (workshop.job(job).state, workshop.job(job).error) == (JobState.FAILED, "nothing usable on the page")
    assert kinds(workshop) == [EntryKind.FREE_TIER]  # it costs nothing


def test_another_owners_job_is_not_there(workshop: Workshop) -> None:
    job = workshop.order().job
    with pytest.raises(NotFound):
        workshop.jobs.get("somebody-else", job.job_id)
