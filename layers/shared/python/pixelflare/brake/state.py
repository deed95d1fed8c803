"""How the brake's state follows from the one before. Pure: whoever calls says what is spent, and when."""

from datetime import datetime, timedelta
from decimal import Decimal

from schema.brake import STEPS_SHOWN, BrakeCause, BrakeLevel, BrakeState, BrakeStep


def month_of(now: datetime) -> str:
    return f"{now:%Y-%m}"


def month_end(now: datetime) -> datetime:
    """The first moment of the next month, in UTC."""
    begin = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (begin + timedelta(days=31)).replace(day=1)


def is_believed(now: datetime) -> bool:
    """Whether what AWS says of a month is this month's: it counts a few times a day, so not on the first one."""
    return now.day > 1


def level_at(state: BrakeState | None, now: datetime) -> BrakeLevel:
    """Off in a month that the state does not speak of, so that it ends to the second, whenever somebody counts."""
    if state is None or state.month != month_of(now):
        return BrakeLevel.OFF
    return state.counted if state.held is None else state.held


def in_month(state: BrakeState | None, now: datetime) -> BrakeState:
    """The state of this month: a new one where that one is of another. What was told and done before stays known."""
    month = month_of(now)
    if state is None:
        return BrakeState(month=month)
    if state.month == month:
        return state
    return BrakeState(month=month, told=state.told, steps=state.steps, version=state.version)


def spent_of(state: BrakeState) -> Decimal:
    """Dollars: the larger count."""
    return max((Decimal(each) for each in (state.estimated, state.billed) if each), default=Decimal(0))


def with_step(state: BrakeState, *, by_operator: bool, now: datetime) -> BrakeState:
    """The same, with an entry for the level if that is not the last one's."""
    level, last = level_at(state, now), state.steps[0].level if state.steps else BrakeLevel.OFF
    if level == last:
        return state
    step = BrakeStep(
        at=now, level=level, cause=_cause(state, by_operator), spent=None if by_operator else str(spent_of(state))
    )
    return state.model_copy(update={"steps": (step, *state.steps)[:STEPS_SHOWN]})


def _cause(state: BrakeState, by_operator: bool) -> BrakeCause:
    if by_operator:
        return BrakeCause.OPERATOR
    is_first = not state.steps or month_of(state.steps[0].at) != state.month
    return BrakeCause.MONTH if is_first and state.counted is BrakeLevel.OFF else BrakeCause.SPENT
