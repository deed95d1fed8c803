"""Calls to AWS as a run makes them: where each comes from, and one of them that goes wrong."""

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http import HTTPStatus
from pathlib import PurePath
from types import FrameType
from typing import Any, NamedTuple

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError

from pixelflare.aws import foreign_buckets
from pixelflare.aws.clients import client, client_elsewhere
from tests.integration.crashes import Crashed

MEANING = ("bedrock-runtime", "s3vectors")
"""Who is asked where search by meaning is on."""
SERVICES = (
    *("s3", "dynamodb", "sqs", "cloudfront", "ssm", "secretsmanager", "rekognition"),
    *("cognito-idp", "sesv2", "sns"),
    *MEANING,
)
_READS = ("Get", "List", "Head", "Query", "BatchGet", "Scan", "Detect", "Invoke", "AdminGet")
_THROTTLING = {
    "s3": "SlowDown",
    "cloudfront": "Throttling",
    "sqs": "RequestThrottled",
    "cognito-idp": "TooManyRequestsException",
    "sesv2": "TooManyRequestsException",
    "sns": "Throttling",
}
"""Each service's own code for it; the others say ThrottlingException."""


class Fault(StrEnum):
    THROTTLED = "throttled"
    LOST = "answer lost"
    """It took effect, and the caller learns only that it took too long."""
    REPEATED = "sent twice"
    """It took effect, the answer was lost, and AWS's client library has sent it again by itself."""
    DIES_BEFORE = "dies before"
    DIES_AFTER = "dies after"


class CallSite(NamedTuple):
    caller: str
    """The function that wants something, as file and name."""
    asks: str
    """The store's method that makes the call; empty when the caller makes it itself."""
    operation: str
    line: int

    @property
    def service(self) -> str:
        return self.operation.partition(".")[0]

    @property
    def is_write(self) -> bool:
        return not self.operation.partition(".")[2].startswith(_READS)

    @property
    def is_of_every_request(self) -> bool:
        """Whatever the route: one scenario is enough."""
        return self.caller.startswith(("entry/", "functions/api/services/"))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Those that can befall it: what a read does to itself happens to nothing else."""
        if not self.is_write:
            return Fault.THROTTLED, Fault.LOST, Fault.DIES_BEFORE
        # A message that is sent twice is delivered twice, which tests/integration/test_whole_library.py tries. A mail, too.
        is_sent = self.service in ("sqs", "sesv2", "sns")
        return tuple(fault for fault in Fault if fault is not Fault.REPEATED or not is_sent)


class Call(NamedTuple):
    """The call that a run makes from this site for the so-manieth time, counted from one."""

    site: CallSite
    number: int


class Watch:
    """Sees every call of the functions' clients, and lets one of them go wrong, once."""

    def __init__(self, *, goes_wrong: Call | None = None, fault: Fault | None = None) -> None:
        self.made: Counter[CallSite] = Counter()
        self.passed: set[str] = set()
        """In a run without a fault: the functions' own code that made calls, as file and name."""
        self.has_struck = False
        self._target, self._fault = goes_wrong, fault
        self._is_dead = False
        self._here = threading.local()
        self._counting = threading.Lock()

    @contextmanager
    def on(self) -> Iterator[None]:
        ours = [(client(service), service) for service in SERVICES]
        for made, service in ours:
            self._see(made, service)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(foreign_buckets, "client_elsewhere", self._elsewhere)
                yield
        finally:
            for made, service in ours:
                for event, handler in self._handlers(service).items():
                    made.meta.events.unregister(event, handler)

    def _elsewhere(self, service: str, **options: Any) -> Any:
        """A client of an owner's bucket, which is seen like ours."""
        made = client_elsewhere(service, **options)
        self._see(made, service)
        return made

    def _see(self, made: Any, service: str) -> None:
        for event, handler in self._handlers(service).items():
            made.meta.events.register_first(event, handler)  # before whatever answers in the service's place

    def _handlers(self, service: str) -> dict[str, Any]:
        handlers = {"before-call": self._before, "needs-retry": self._again, "after-call": self._after}
        return {f"{event}.{_id(service)}": handler for event, handler in handlers.items()}

    def begin_another_process(self) -> None:
        self._is_dead = False

    def _before(self, model: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        service = model.service_model.service_name
        site = _site(f"{service}.{model.name}")
        passed = (
            () if self._target else [f"{_file(frame)} {_name(frame)}" for frame in _frames() if _of_function(frame)]
        )
        with self._counting:
            self.made[site] += 1
            self.passed.update(passed)
            self._here.is_target = Call(site, self.made[site]) == self._target and not self.has_struck
        if self._strikes(Fault.DIES_BEFORE):
            self._is_dead = True
        if self._is_dead:
            raise Crashed(model.name)  # nothing else of the process goes on either, in no thread
        return _refusal(service) if self._strikes(Fault.THROTTLED) else None

    def _again(self, **_: Any) -> float | None:
        return 0.0 if self._strikes(Fault.REPEATED) else None

    def _after(self, model: Any, **_: Any) -> None:
        if self._strikes(Fault.LOST):
            raise ReadTimeoutError(endpoint_url=model.name)
        if self._strikes(Fault.DIES_AFTER):
            self._is_dead = True
            raise Crashed(model.name)

    def _strikes(self, fault: Fault) -> bool:
        if self._fault is not fault or not self._here.is_target:
            return False
        self._here.is_target, self.has_struck = False, True
        return True


def _id(service: str) -> str:
    """What botocore's events call it."""
    return str(client(service).meta.service_model.service_id.hyphenize())


def _refusal(service: str) -> tuple[AWSResponse, dict[str, Any]]:
    code = _THROTTLING.get(service, "ThrottlingException")
    answered = AWSResponse(service, HTTPStatus.BAD_REQUEST, {}, None)
    parsed = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": answered.status_code}}
    return answered, parsed


def _site(operation: str) -> CallSite:
    """The innermost function of ours outside `pixelflare.aws`, and who called it from another file. Stores of the catalog call
    each other, so there it is who called the catalog."""
    ours = [(_file(frame), frame) for frame in _frames() if _file(frame)]
    if not ours:
        return CallSite("a thread of its own", "", operation, 0)  # which a store's method was given to as it is
    (file, innermost), *others = ours
    inside = "catalog/" if file.startswith("catalog/") else file
    outer = next(((name, frame) for name, frame in others if not name.startswith(inside)), None)
    if outer is None:
        return CallSite(f"{file} {_name(innermost)}", "", operation, innermost.f_lineno)
    return CallSite(f"{outer[0]} {_name(outer[1])}", _name(innermost), operation, innermost.f_lineno)


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


def _file(frame: FrameType) -> str:
    """Below the domain's package or the functions' folder. Empty for everything else."""
    parts = PurePath(frame.f_code.co_filename).parts
    if "pixelflare" in parts and "python" in parts:
        file = "/".join(parts[len(parts) - parts[::-1].index("pixelflare") :])
        return "" if file.startswith(("aws/", "base/")) else file
    if "functions" in parts:
        return "/".join(parts[len(parts) - 1 - parts[::-1].index("functions") :])
    return ""


def _of_function(frame: FrameType) -> bool:
    return _file(frame).startswith("functions/")


def _name(frame: FrameType) -> str:
    return frame.f_code.co_qualname.replace(".<locals>", "").replace(".<lambda>", "")
