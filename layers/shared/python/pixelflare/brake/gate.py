"""What a function asks before it does what costs money. The answer is believed for a minute, so it costs next to nothing."""

from datetime import datetime

from pixelflare.aws.table import Table
from pixelflare.base.errors import BudgetReached
from pixelflare.brake.state import level_at
from pixelflare.brake.store import BrakeStore
from schema.brake import BrakeLevel, BrakeState
from schema.budgets import BRAKE_BELIEVED, BRAKE_COUNTED

_COME_BACK = int(BRAKE_COUNTED.total_seconds())


class Brake:
    def __init__(self, table: Table) -> None:
        self._store = BrakeStore(table)
        self._seen: tuple[BrakeState | None, datetime] | None = None

    def is_known(self, *, now: datetime) -> bool:
        """Whether asking reads nothing."""
        return self._seen is not None and self._seen[1] <= now < self._seen[1] + BRAKE_BELIEVED

    def level(self, *, now: datetime) -> BrakeLevel:
        """Raises Unavailable."""
        if self._seen is None or not self.is_known(now=now):
            self._seen = self._store.find(consistent=False), now
        return level_at(self._seen[0], now)

    def forget(self) -> None:
        """The next question reads what has just been changed."""
        self._seen = None

    def check_making(self, *, now: datetime) -> None:
        """Raises BudgetReached where nothing new is made for viewers."""
        if self.level(now=now) >= BrakeLevel.STORED_ONLY:
            raise BudgetReached(
                "this size is not stored, and none is made: this month's budget is used up",
                retry_after_seconds=_COME_BACK,
            )

    def check_uploads(self, *, now: datetime) -> None:
        """Raises BudgetReached where nothing is taken from owners."""
        if self.level(now=now) >= BrakeLevel.NO_UPLOADS:
            raise BudgetReached(
                "nothing is taken at the moment: this month's budget is used up", retry_after_seconds=_COME_BACK
            )
