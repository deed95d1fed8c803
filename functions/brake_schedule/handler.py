"""Counts, each hour, what the installation has spent this month, and moves the bill brake."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from functions.brake_schedule.services import Services
from pixelflare.base import clock
from pixelflare.base.errors import Unavailable
from pixelflare.base.observability import logger
from pixelflare.brake import is_believed
from pixelflare.costs import bill_of
from pixelflare.entry.function import with_services
from pixelflare.entry.schedule import run_schedule
from schema.env.brake_schedule import BrakeScheduleEnv


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def count(_scheduled: datetime) -> dict[str, Any]:
        now = clock.now()
        receipt = services.costs.installation(f"{now:%Y-%m}", now=now)
        state = services.control("brake_schedule").count(bill_of(receipt.lines), _billed(services, now), now=now)
        return {"estimated": state.estimated, "billed": state.billed, "counted": state.counted.value}

    return run_schedule(event, count)


def _billed(services: Services, now: datetime) -> Decimal | None:
    """None without a budget, while AWS may still say the last month's amount, and while it does not answer: what the
    installation counts itself moves the brake all the same."""
    if services.budget is None or not is_believed(now):
        return None
    try:
        return services.budget.spent()
    except Unavailable as outage:
        logger.warning("the budget does not answer", reason=outage.message)
        return None


lambda_handler = with_services(handle, lambda: Services(BrakeScheduleEnv.read()))
