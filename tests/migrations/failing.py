"""Calls to AWS that fail: each once before it has reached the service, and each write once more after it has been done."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from pixelflare.aws.clients import client

SERVICES = ("dynamodb", "s3", "cognito-idp", "ssm")
_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "DeleteObject"})
_EACH_TIME_ANEW = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Times, and the token that the client library gives a transaction."""


@dataclass
class Failing:
    """What was asked for the first time fails, and goes through the second time."""

    asked: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    _turn: Lock = field(default_factory=Lock)

    def before(self, model: Any, params: Any, **_: Any) -> None:
        self.operations.add(model.name)
        if self._is_new(self.asked, model.name, params):
            raise EndpointConnectionError(endpoint_url=model.name)

    def after(self, model: Any, context: Any, **_: Any) -> None:
        if model.name in _WRITES and self._is_new(self.done, model.name, context["asked"]):
            raise ReadTimeoutError(endpoint_url=model.name)

    def remember(self, params: Any, context: Any, **_: Any) -> None:
        context["asked"] = params

    def _is_new(self, known: set[str], operation: str, params: Any) -> bool:
        call = f"{operation} {_the_same_again(params)}"
        with self._turn:
            is_new = call not in known
            known.add(call)
        return is_new


def _the_same_again(params: Any) -> str:
    """What is asked for, whenever that is: a lease is for as long as always."""
    asked = [params["url"], params["body"]] if "body" in params else params
    return _EACH_TIME_ANEW.sub("then", json.dumps(asked, sort_keys=True, default=_text))


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


@contextmanager
def failing_once() -> Iterator[Failing]:
    failing = Failing()
    handlers = {"before-call": failing.before, "after-call": failing.after, "before-parameter-build": failing.remember}
    events = [(client(service).meta.events, service) for service in SERVICES]
    for emitter, service in events:
        for event, handler in handlers.items():
            emitter.register_first(f"{event}.{service}", handler)
    try:
        yield failing
    finally:
        for emitter, service in events:
            for event, handler in handlers.items():
                emitter.unregister(f"{event}.{service}", handler)
