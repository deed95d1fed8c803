"""Something else that happens at the worst moment: between two steps of a call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aws_lambda_powertools.event_handler.api_gateway import BaseRouter


@contextmanager
def just_before(owner: type, method: str, act: Callable[[], Any]) -> Iterator[None]:
    """Run `act` once, right before the method is called for the first time."""
    real, pending = getattr(owner, method), [act]

    def call(self: Any, *arguments: Any, **named: Any) -> Any:
        if pending:
            with as_another_process():
                pending.pop()()
        return real(self, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, method, call)
        yield
    assert not pending, f"{owner.__name__}.{method} was never called"


@contextmanager
def as_another_process() -> Iterator[None]:
    """Requests to the API inside leave the one under way alone: a process of Lambda has one at a time, and so has its resolver."""
    from functions.api.app import ROUTE_FILES

    event, context, kept = BaseRouter.current_event, BaseRouter.lambda_context, dict(ROUTE_FILES.app.resolver.context)
    try:
        yield
    finally:
        BaseRouter.current_event, BaseRouter.lambda_context = event, context
        ROUTE_FILES.app.resolver.append_context(**kept)
