"""A job's way from the order to its end, and what goes wrong on it."""

from datetime import timedelta

import pytest

from pixelflare.base.errors import IdempotencyConflict
from pixelflare.credits import BalanceFrozen, Cause, OutOfCredits
from pixelflare.providers import Stage
from schema.studio.credits import EntryKind, Parts
from schema.studio.jobs import JobPhase, JobState, JobType
from schema.studio.price_list import FREE_CREDITS, TERMS
from tests.integration.studio.workshop import Answers, Workshop, kinds

MINUTE = timedelta(minutes=1)
AD = TERMS[JobType.STATIC_AD].credits


def test_an_order_is_paid_for_queued_made_and_kept(workshop: Workshop) -> None:
    ordered = workshop.order(prompt="a vase")
    assert (ordered.job.state, ordered.credits_remaining) == (JobState.QUEUED, FREE_CREDITS - AD)
    workshop.work()
    at_provider = workshop.job(ordered.job)
    assert (at_provider.state, at_provider.phase) == (JobState.PROCESSING, JobPhase.SUBMITTED)
    workshop.end()
    done = workshop.job(ordered.job)
    assert (done.state, len(done.outputs), done.look_at, done.provider_cost) == (JobState.COMPLETED, 1, None, 40_000)
    assert kinds(workshop) == [EntryKind.DEDUCTION, EntryKind.FREE_TIER]
    assert workshop.wrong() == []


def test_what_is_made_in_line_is_done_by_the_worker(workshop: Workshop) -> None:
    job = workshop.order(JobType.COPY, tone="bold").job
    workshop.work()
    assert workshop.job(job).result == {"variants": [{"tone": "bold"}]}
    assert workshop.job(job).state is JobState.COMPLETED


def test_a_job_of_two_steps_goes_to_the_provider_twice_and_is_charged_once(workshop: Workshop) -> None:
    workshop.ledger.move(workshop.owner, Parts(pack=40), Cause(EntryKind.BONUS, "welcome"), now=workshop.now)
    job = workshop.order(JobType.UGC_VIDEO, script="Hello").job
    workshop.work()
    workshop.end()
    assert (workshop.job(job).state, workshop.job(job).step) == (JobState.PROCESSING, 1)
    workshop.later(MINUTE)
    workshop.work()
    workshop.end()
    done = workshop.job(job)
    assert (done.state, done.provider_cost) == (JobState.COMPLETED, 4_500_000)
    assert (len(workshop.provider.predictions), workshop.balance().credits) == (2, FREE_CREDITS)


def test_the_same_key_is_one_job_and_one_charge(workshop: Workshop) -> None:
    first = workshop.order(key="press-1", prompt="a vase")
    again = workshop.order(key="press-1", prompt="a vase")
    assert (first.job.job_id, first.is_new, again.is_new) == (again.job.job_id, True, False)
    assert again.credits_remaining == FREE_CREDITS - AD
    with pytest.raises(IdempotencyConflict):
        workshop.order(key="press-1", prompt="a jug")
    assert workshop.balance().credits == FREE_CREDITS - AD


def test_without_enough_credits_nothing_is_written(workshop: Workshop) -> None:
    with pytest.raises(OutOfCredits) as refused:
        workshop.order(JobType.UGC_VIDEO)
    assert refused.value.details == {"cost": 40, "balance": FREE_CREDITS}
    assert (workshop.all_jobs(), workshop.queue.waiting) == ([], [])
    assert kinds(workshop) == [EntryKind.FREE_TIER]


def test_one_credit_short_is_short(workshop: Workshop) -> None:
    for _ in range(8):
        workshop.order()
    assert workshop.balance().credits == 1
    with pytest.raises(OutOfCredits):
        workshop.order()
    assert workshop.order(JobType.COPY).credits_remaining == 0


def test_a_frozen_balance_pays_for_nothing(workshop: Workshop) -> None:
    workshop.ledger.freeze(workshop.owner, "dp_1", now=workshop.now)
    workshop.ledger.freeze(workshop.owner, "dp_2", now=workshop.now)
    workshop.ledger.thaw(workshop.owner, "dp_1", now=workshop.now)
    with pytest.raises(BalanceFrozen):
        workshop.order()
    workshop.ledger.thaw(workshop.owner, "dp_2", now=workshop.now)
    assert workshop.order().job.state is JobState.QUEUED


def test_a_message_that_comes_thrice_is_one_order_at_the_provider(workshop: Workshop) -> None:
    workshop.order()
    workshop.work(times=3)
    assert len(workshop.provider.predictions) == 1


def test_a_webhook_that_comes_thrice_keeps_the_outputs_once(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.work()
    (prediction,) = workshop.provider.predictions
    workshop.provider.end(prediction, Stage.SUCCEEDED)
    for _ in range(3):
        workshop.tell(prediction)
    assert workshop.job(job).state is JobState.COMPLETED
    assert list(workshop.shelf.kept.values()) == [1]


def test_a_webhook_before_the_answer_tells_which_prediction_it_is(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.provider.next = Answers.TAKES_SILENTLY
    workshop.work()
    assert workshop.job(job).phase is JobPhase.SUBMITTING
    workshop.end()
    assert workshop.job(job).state is JobState.COMPLETED


def test_a_lost_answer_and_a_lost_webhook_are_made_up_for_by_the_sweeper(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.provider.next = Answers.TAKES_SILENTLY
    workshop.work()
    (prediction,) = workshop.provider.predictions
    workshop.provider.end(prediction, Stage.SUCCEEDED)
    workshop.sweep()
    assert workshop.job(job).phase is JobPhase.SUBMITTING  # it may still be on its way
    workshop.later(2 * MINUTE)
    workshop.sweep()
    assert workshop.job(job).state is JobState.COMPLETED
    assert len(workshop.provider.predictions) == 1


def test_an_order_that_never_arrived_is_sent_again_and_thrice_at_most(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.provider.next = Answers.LOSES
    for _ in range(3):
        workshop.work()
        workshop.later(2 * MINUTE)
        workshop.sweep()
    failed = workshop.job(job)
    assert (failed.state, failed.attempt, failed.error_code) == (JobState.FAILED, 3, "unavailable")
    assert workshop.balance().credits == FREE_CREDITS
    assert workshop.wrong() == []


def test_what_the_provider_refuses_fails_at_once_and_is_given_back(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.provider.next = Answers.REFUSES
    workshop.work()
    failed = workshop.job(job)
    assert (failed.state, failed.error) == (JobState.FAILED, "no such thing")
    assert (workshop.balance().credits, workshop.balance().lifetime_used) == (FREE_CREDITS, 0)


def test_a_busy_provider_is_tried_again_later(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.provider.next = Answers.IS_BUSY
    workshop.work()
    workshop.provider.next = Answers.TAKES
    workshop.sweep()
    assert workshop.queue.waiting == []  # not yet
    workshop.later(MINUTE)
    workshop.sweep()
    workshop.work()
    workshop.end()
    assert workshop.job(job).state is JobState.COMPLETED


def test_a_wrong_key_of_ours_burns_no_try_of_a_job(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.provider.next = Answers.IS_PAUSED
    for _ in range(2):
        workshop.work()
        workshop.later(6 * MINUTE)
        workshop.sweep()
    assert (workshop.job(job).state, workshop.job(job).attempt) == (JobState.PROCESSING, 0)
    workshop.later(6 * MINUTE)
    workshop.sweep()
    assert workshop.job(job).state is JobState.EXPIRED
    assert workshop.balance().credits == FREE_CREDITS


def test_a_queue_that_is_down_leaves_a_job_that_the_sweeper_sends(workshop: Workshop) -> None:
    workshop.queue.is_down = True
    job = workshop.order().job
    assert job.state is JobState.PENDING
    workshop.queue.is_down = False
    workshop.later(MINUTE)
    workshop.sweep()
    assert workshop.job(job).state is JobState.QUEUED
    workshop.work()
    assert workshop.job(job).phase is JobPhase.SUBMITTED


def test_a_message_that_is_lost_is_sent_again(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.lose_messages()
    workshop.later(15 * MINUTE - timedelta(seconds=1))
    workshop.sweep()
    assert workshop.queue.waiting == []
    workshop.later(timedelta(seconds=1))
    workshop.sweep()
    assert workshop.job(job).state is JobState.FAILED  # its deadline is as near
    assert workshop.wrong() == []


def test_a_worker_that_dies_leaves_its_job_to_another_one(workshop: Workshop) -> None:
    job = workshop.order(JobType.COPY).job
    workshop.here.next = RuntimeError("out of memory")
    with pytest.raises(RuntimeError):
        workshop.work()
    workshop.here.next = None
    workshop.later(3 * MINUTE)
    workshop.sweep()
    workshop.work()
    assert workshop.job(job).state is JobState.COMPLETED


def test_a_message_that_fails_for_good_ends_its_job(workshop: Workshop) -> None:
    job = workshop.order().job
    workshop.give_up()
    assert (workshop.job(job).state, workshop.job(job).error_code) == (JobState.FAILED, "exhausted")
    assert workshop.balance().credits == FREE_CREDITS
