"""How every function is entered: with the event, Lambda's context, and services that are made once."""

import gc
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pixelflare.base.observability import Handler, observed

Services = TypeVar("Services")


def with_services(
    handle: Callable[[dict[str, Any], Any, Services], dict[str, Any]], make_services: Callable[[], Services]
) -> Handler:
    """The handler that Lambda calls. Its services are made at the first call: imports work without an environment."""

    @cache
    def services() -> Services:
        made = make_services()
        _collect_only_what_is_made_from_now_on()
        return made

    @observed
    def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        return handle(event, context, services())

    return lambda_handler


@cache
def _collect_only_what_is_made_from_now_on() -> None:
    """Once in a process: what was imported stays, so the collector need not look at it again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
