"""Moves the brake: by what is spent, by hand, and by the month. Each step is noted, logged for the installation, and told."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from pixelflare.audit import OPERATOR, SYSTEM, AuditLog, entry_of
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.base.observability import logger
from pixelflare.base.optimistic import change_current
from pixelflare.brake.announcements import subject_of, text_of_step
from pixelflare.brake.state import in_month, level_at, month_of, spent_of, with_step
from pixelflare.brake.store import BrakeStore
from schema.brake import BrakeLevel, BrakeState
from schema.keys.brake import INSTALLATION


class Announcer(Protocol):
    def publish(self, subject: str, text: str) -> None:
        """Tells whoever is told of alarms. Raises Unavailable."""
        ...


class Thresholds(NamedTuple):
    """Dollars in a month. 0: never by itself."""

    stored_only: int
    no_uploads: int

    def level_for(self, spent: Decimal) -> BrakeLevel:
        if self.no_uploads and spent >= self.no_uploads:
            return BrakeLevel.NO_UPLOADS
        if self.stored_only and spent >= self.stored_only:
            return BrakeLevel.STORED_ONLY
        return BrakeLevel.OFF


class BrakeControl:
    """`by` is the function, the command or the route that moves it."""

    def __init__(
        self, store: BrakeStore, *, thresholds: Thresholds, announcer: Announcer, audit: AuditLog, by: str
    ) -> None:
        self._store = store
        self._thresholds = thresholds
        self._announcer = announcer
        self._audit = audit
        self._by = by

    def count(self, estimated: Decimal, billed: Decimal | None, *, now: datetime) -> BrakeState:
        """What is spent of this month until now. A count that comes late, or again, changes nothing that is newer.

        Without `billed`, what AWS said last this month still counts. Raises Unavailable.
        """

        def counted(standing: BrakeState) -> BrakeState:
            if standing.counted_at and standing.counted_at > now:
                return standing
            known = {"estimated": str(estimated), "counted_at": now}
            state = standing.model_copy(update=known | ({} if billed is None else {"billed": str(billed)}))
            return state.model_copy(update={"counted": self._thresholds.level_for(spent_of(state))})

        return self._move(counted, by_operator=False, now=now)

    def hold(self, level: BrakeLevel | None, *, now: datetime) -> BrakeState:
        """An operator's decision for the rest of the month; None takes it back. Raises Unavailable."""
        return self._move(lambda standing: standing.model_copy(update={"held": level}), by_operator=True, now=now)

    def _move(self, change: Callable[[BrakeState], BrakeState], *, by_operator: bool, now: datetime) -> BrakeState:
        def write(standing: BrakeState | None) -> BrakeState:
            if standing is not None and standing.month > month_of(now):
                return standing
            changed = with_step(change(in_month(standing, now)), by_operator=by_operator, now=now)
            if changed == standing:
                return changed
            is_step = changed.steps != (standing.steps if standing else ())
            return self._store.write(changed, *([self._noting(changed, by_operator, now)] if is_step else []))

        state = change_current(self._store.find, write, expected_version=None, name="the brake")
        return self._told(state, now=now)

    def _noting(self, state: BrakeState, by_operator: bool, now: datetime) -> dict[str, object]:
        step = state.steps[0]
        entry = entry_of(
            "brake",
            "installation",
            None,
            by=self._by,
            actor=OPERATOR if by_operator else SYSTEM,
            now=now,
            details=step.model_dump(mode="json", exclude={"at"}),
        )
        return self._audit.appending(INSTALLATION, entry)

    def _told(self, state: BrakeState, *, now: datetime) -> BrakeState:
        """Announced before that is noted: a call that ends in between announces it once more, and none is left out."""
        level = level_at(state, now)
        if level == state.told or state.month != month_of(now):
            return state
        self._announcer.publish(subject_of(level), text_of_step(state, level))
        logger.info("brake announced", level=level.value, spent=str(spent_of(state)))
        try:
            return self._store.write(state.model_copy(update={"told": level}))
        except ChangedMeanwhile:
            return self._store.find() or state
