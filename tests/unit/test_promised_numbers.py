"""The defaults that were promised, as numbers: a constant that somebody changes would change the tests that name it, too."""

from datetime import timedelta

from schema import budgets, limits
from schema.identity.users import PlanTier
from schema.usage import IMAGES_OF_PLAN


def test_how_often_somebody_may_ask() -> None:
    by_hour = (limits.UPLOADS_PER_HOUR, limits.READS_PER_HOUR, limits.WRITES_PER_HOUR, limits.VARIANTS_PER_HOUR)
    assert by_hour == (100, 1_000, 300, 500)
    assert (limits.ANONYMOUS_PER_MINUTE, limits.ANALYTICS_PER_MINUTE) == (60, 100)


def test_what_a_plan_holds() -> None:
    assert IMAGES_OF_PLAN == {PlanTier.FREE: 100, PlanTier.STARTER: 1_000, PlanTier.PRO: 25_000}
    assert limits.PLAN_GRACE_PERCENT == 1


def test_how_long_something_stays() -> None:
    assert (limits.BIN_DAYS, limits.HOURS_KEPT_DAYS, limits.REDIRECT_DAYS) == (30, 90, 30)


def test_what_models_get_and_give() -> None:
    assert (limits.MAX_LABELS, limits.REANALYSIS_DAYS) == (10, 28)
    assert (budgets.AI_TIMEOUT, budgets.CLASSIFICATIONS.size) == (timedelta(seconds=30), 5)
