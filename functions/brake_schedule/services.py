"""What the spending is counted with, made from the function's environment."""

from functools import cached_property

from pixelflare.analytics import RollupReader
from pixelflare.audit import AuditLog
from pixelflare.aws.account_budget import AccountBudget
from pixelflare.aws.table import Table
from pixelflare.aws.topics import Topic
from pixelflare.brake import BrakeControl, BrakeStore, Thresholds
from pixelflare.costs import CostQuestions, CostRecords
from pixelflare.search import SentenceCounts
from schema.env.base import OFF
from schema.env.brake_schedule import BrakeScheduleEnv


class Services:
    def __init__(self, env: BrakeScheduleEnv) -> None:
        self.env = env
        self._core, self._derived = Table(env.core_table), Table(env.derived_table)

    @cached_property
    def costs(self) -> CostQuestions:
        return CostQuestions(CostRecords(self._derived), RollupReader(self._derived), SentenceCounts(self._core))

    @cached_property
    def store(self) -> BrakeStore:
        return BrakeStore(self._core)

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.env.brake_stored_only, self.env.brake_no_uploads)

    def control(self, by: str) -> BrakeControl:
        """`by`: who moves the brake."""
        return BrakeControl(
            self.store,
            thresholds=self.thresholds,
            announcer=Topic(self.env.alarm_topic),
            audit=AuditLog(Table(self.env.audit_table), cursor_key=bytes),  # it gives no pages
            by=by,
        )

    @cached_property
    def budget(self) -> AccountBudget | None:
        if self.env.budget_name == OFF:
            return None
        return AccountBudget(self.env.budget_name, account_id=self.env.account_id)
