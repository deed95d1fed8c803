"""Whatever happens to jobs and credits, in any order and as often as it likes: the books are right at every moment, and in the end
each job has ended once, and nobody works for nothing.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from pixelflare.aws.table import Table
from pixelflare.base.errors import Conflict, Unavailable
from pixelflare.credits import BalanceFrozen, Cause, OutOfCredits
from pixelflare.jobs import OutputRefused
from pixelflare.providers import Busy, Paused, Refused, Stage
from schema.studio.credits import EntryKind, Parts
from schema.studio.jobs import Job, JobState, JobType
from schema.studio.price_list import FREE_CREDITS
from tests.integration.cloud import Cloud
from tests.integration.studio.workshop import Answers, Workshop

_KINDS = (JobType.STATIC_AD, JobType.COPY, JobType.UGC_VIDEO, JobType.SCRAPE, JobType.TTS)
_ANSWERS = st.sampled_from(list(Answers))
_MINUTES = st.integers(0, 20)
_ENDS = st.sampled_from([Stage.SUCCEEDED, Stage.FAILED, Stage.CANCELED])
_HERE = st.sampled_from([None, Refused("no"), Busy("later"), Paused("key"), Unavailable("down", retry_after_seconds=1)])
_SHELF = st.sampled_from([None, OutputRefused("too large"), Unavailable("down", retry_after_seconds=1)])
_which = st.integers(0, 50)


class Interleavings(RuleBasedStateMachine):
    jobs = Bundle("jobs")

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.shop = Workshop(table, f"seller{uuid4().hex}")
        self.bought = self.clawed_back = 0
        self.ended: dict[tuple[str, int], JobState] = {}

    @rule(target=jobs, kind=st.sampled_from(_KINDS), key=st.integers(0, 3), copies=st.integers(1, 3))
    def press_run(self, kind: JobType, key: int, copies: int) -> Job | None:
        """Few keys: they must collide."""
        ordered = None
        for _ in range(copies):
            try:
                ordered = self.shop.order(kind, key=f"{kind}-{key}")
            except (OutOfCredits, BalanceFrozen):
                return None
        return ordered.job if ordered else None

    @rule(job=jobs)
    def cancel(self, job: Job | None) -> None:
        if job:
            try:
                self.shop.cancel(job)
            except Conflict:
                assert not self.shop.job(job).is_open

    @rule(job=jobs)
    def retry(self, job: Job | None) -> None:
        if job:
            try:
                self.shop.retry(job)
            except (Conflict, OutOfCredits, BalanceFrozen):
                return

    @rule(answer=_ANSWERS, here=_HERE, shelf=_SHELF, is_down=st.booleans(), missing=st.sampled_from([0, 0, 40, 100]))
    def things_change(
        self, answer: Answers, here: Exception | None, shelf: Exception | None, is_down: bool, missing: int
    ) -> None:
        self.shop.provider.next, self.shop.here.next, self.shop.shelf.next = answer, here, shelf
        self.shop.queue.is_down, self.shop.here.missing = is_down, missing

    @rule(times=st.integers(1, 3))
    def deliver(self, times: int) -> None:
        self.shop.work(times=times)

    @rule()
    def lose_messages(self) -> None:
        self.shop.lose_messages()

    @rule()
    def dead_letters(self) -> None:
        self.shop.give_up()

    @rule(which=_which, stage=_ENDS)
    def provider_ends(self, which: int, stage: Stage) -> None:
        if self.shop.provider.predictions:
            self.shop.provider.end(self._one_prediction(which), stage)

    @rule(which=_which, times=st.integers(1, 3))
    def webhook(self, which: int, times: int) -> None:
        for _ in range(times if self.shop.provider.predictions else 0):
            try:
                self.shop.tell(self._one_prediction(which))
            except Unavailable:
                return

    @rule(minutes=_MINUTES)
    def sweep(self, minutes: int) -> None:
        self.shop.later(timedelta(minutes=minutes))
        try:
            self.shop.sweep()
        except Unavailable:
            return

    @rule(number=st.integers(0, 3), times=st.integers(1, 2))
    def purchase(self, number: int, times: int) -> None:
        for _ in range(times):
            cause = Cause(EntryKind.PURCHASE, f"cs_{number}", reference_id=f"cs_{number}")
            self.shop.ledger.move(self.shop.owner, Parts(pack=50), cause, now=self.shop.now)

    @rule(number=st.integers(0, 1), times=st.integers(1, 2))
    def plan_is_paid(self, number: int, times: int) -> None:
        for _ in range(times):
            cause = Cause(EntryKind.SUBSCRIPTION, f"in_{number}", reference_id=f"in_{number}")
            self.shop.ledger.move(self.shop.owner, Parts(plan=20), cause, now=self.shop.now)

    @rule(number=st.integers(0, 3), is_open=st.booleans())
    def dispute(self, number: int, is_open: bool) -> None:
        """It freezes what there is, and takes back what was bought, once."""
        ledger, owner, now = self.shop.ledger, self.shop.owner, self.shop.now
        if not is_open:
            ledger.thaw(owner, f"dp_{number}", now=now)
            return
        ledger.freeze(owner, f"dp_{number}", now=now)
        if ledger.entry(owner, EntryKind.PURCHASE, f"cs_{number}"):
            ledger.move(owner, Parts(pack=-50), Cause(EntryKind.ADJUSTMENT, f"dp_{number}"), now=now)

    @invariant()
    def books_balance(self) -> None:
        assert self.shop.wrong() == []

    @invariant()
    def nothing_is_spent_that_is_not_there(self) -> None:
        """A balance is below zero only by what was taken back."""
        taken_back = sum(entry.credits for entry in self.shop.entries() if entry.kind is EntryKind.ADJUSTMENT)
        assert not self.shop.entries() or self.shop.balance().credits >= min(0, taken_back)

    @invariant()
    def an_end_is_the_end(self) -> None:
        for job in self.shop.all_jobs():
            if not job.is_open:
                assert self.ended.setdefault((job.job_id, job.run), job.state) is job.state
                assert job.look_at is None

    def _one_prediction(self, which: int) -> str:
        names = list(self.shop.provider.predictions)
        return names[which % len(names)]

    def teardown(self) -> None:
        for dispute in range(4):
            self.shop.ledger.thaw(self.shop.owner, f"dp_{dispute}", now=self.shop.now)
        self.shop.settle()
        assert [job.state for job in self.shop.all_jobs() if job.is_open] == []
        self.books_balance()
        self.an_end_is_the_end()
        for each in list(self.shop.provider.predictions):
            self.shop.tell(each)  # whatever webhook is still on its way
        assert self.shop.provider.working == []
        assert self.shop.balance().credits >= 0 or self._was_taken_back()
        given = sum(entry.credits for entry in self.shop.entries() if entry.kind is EntryKind.FREE_TIER)
        assert given == FREE_CREDITS

    def _was_taken_back(self) -> bool:
        return any(entry.kind is EntryKind.ADJUSTMENT for entry in self.shop.entries())


@pytest.mark.hypothesis
def test_jobs_and_credits_in_any_order(cloud: Cloud) -> None:
    examples = max(1, settings.default.max_examples // 4) if settings.default else 5
    run_state_machine_as_test(
        lambda: Interleavings(Table(cloud.variables["CORE_TABLE"])),
        settings=settings(max_examples=examples, stateful_step_count=25, deadline=None),
    )
