"""`python -m benchmarks.latency`: how often a request waits for AWS, one call after another, and how long that takes.

The real functions run on an emulated AWS. Each call sleeps before it is sent, as long as the service takes to answer
within a region: 5 ms for DynamoDB, 25 ms for a read of S3 and 40 ms for a write, 10 ms for every other service. Calls in
several threads overlap, as they do in Lambda. A wait is a call that began only when another had ended; the figures are
those of the longest chain of waits. The emulator's own time is left out of them, and so is the CPU of the function.

What an upload waits for from its event until the image is ready is put together from its two functions and from what
the template says of their queues: how long messages are collected, and how many are handed over at once.
"""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import journey, tables
from benchmarks.round_trips import Call, Timeline, timeline
from benchmarks.scene import Scene, scene
from pixelflare.aws.clients import client

PICTURE = Path(__file__).parents[1] / "demo/photographs/coffee.jpg"
SERVICES = ("dynamodb", "s3", "sqs", "ssm", "secretsmanager", "cloudfront")
RUNS = 7
_READS_OF_S3 = frozenset({"GetObject", "HeadObject", "ListObjectsV2"})
_DYNAMODB_MS, _READ_MS, _WRITE_MS, _OTHER_MS = 5, 25, 40, 10


@dataclass(frozen=True)
class Found:
    """What the runs of one request had in common: the timeline of the usual one, and the CPU of the process."""

    timeline: Timeline
    calls: int
    cpu_ms: float
    """The emulator's included, which answers in the same process."""


@dataclass(frozen=True)
class Before:
    """What was measured before the calls were made to overlap."""

    calls: int
    waits: int
    added_ms: int


class Recorder:
    """Delays the calls of all clients, and notes when each was under way."""

    def __init__(self) -> None:
        self._begun = threading.local()
        self._noting = threading.Lock()
        self._calls: list[Call] = []
        self._zero = 0.0

    @contextmanager
    def listening(self) -> Iterator[list[Call]]:
        """The calls that are made within the block."""
        self._calls, self._zero = [], time.monotonic()
        with ExitStack() as stack:
            for service in SERVICES:
                stack.enter_context(self._listening_to(client(service), service))
            yield self._calls

    @contextmanager
    def _listening_to(self, one: Any, service: str) -> Iterator[None]:
        hooks = ((f"before-send.{service}.*", self._delay), (f"after-call.{service}.*", self._note))
        for event, hook in hooks:
            one.meta.events.register(event, hook)
        try:
            yield
        finally:
            for event, hook in hooks:
                one.meta.events.unregister(event, hook)

    def _delay(self, event_name: str, **_named: Any) -> None:
        _, service, operation = event_name.split(".")
        self._begun.at = time.monotonic()
        time.sleep(added_ms(service, operation) / 1000)

    def _note(self, model: Any, **_: Any) -> None:
        service = str(model.service_model.service_name)
        begun, ended = self._begun.at - self._zero, time.monotonic() - self._zero
        call = Call(f"{_SHORT.get(service, service)} {model.name}", begun, ended, added_ms(service, model.name))
        with self._noting:
            self._calls.append(call)


_SHORT = {"dynamodb": "DynamoDB", "s3": "S3", "sqs": "SQS", "ssm": "SSM", "cloudfront": "CloudFront"}


def added_ms(service: str, operation: str) -> int:
    if service == "s3":
        return _READ_MS if operation in _READS_OF_S3 else _WRITE_MS
    return _DYNAMODB_MS if service == "dynamodb" else _OTHER_MS


def measured(stage: Scene, prepare: Callable[[Scene, int], Callable[[], object]]) -> Found:
    """Of several runs, each prepared anew; the first warms the environment up and does not count."""
    recorder, found = Recorder(), []
    for run in range(RUNS + 1):
        act = prepare(stage, run)
        before = time.process_time()
        with recorder.listening() as calls:
            act()
        if run:
            found.append(Found(timeline(calls), len(calls), (time.process_time() - before) * 1000))
    usual = Counter((one.timeline.waits, one.timeline.added_ms) for one in found).most_common(1)[0][0]
    typical = next(one for one in found if (one.timeline.waits, one.timeline.added_ms) == usual)
    return Found(typical.timeline, typical.calls, median(one.cpu_ms for one in found))


def preset_miss(stage: Scene, run: int) -> Callable[[], object]:
    """A viewer asks for `w512` as WebP of a public image; nobody has made it."""
    path = _uploaded(stage, f"miss-{run}.jpg")
    return lambda: stage.view(f"{path}/w512.webp")


def avif_miss(stage: Scene, run: int) -> Callable[[], object]:
    """The same for AVIF, which is looked for in two places."""
    path = _uploaded(stage, f"avif-{run}.jpg")
    return lambda: stage.view(f"{path}/w512.avif")


def record(stage: Scene, run: int) -> Callable[[], object]:
    """The owner reads one image's record."""
    form = stage.reserve(f"record-{run}.jpg")
    return lambda: stage.api("GET", f"/v1/images/{form['imageId']}")


def reservation(stage: Scene, run: int) -> Callable[[], object]:
    """The owner reserves a path and gets an upload form."""
    return lambda: stage.reserve(f"reservation-{run}.jpg")


def tagged_reservation(stage: Scene, run: int) -> Callable[[], object]:
    """The same with three tags that exist and an album that is not the usual one."""
    return lambda: stage.reserve(f"tagged-{run}.jpg", tags=["one", "two", "three"], album="tagged")


def first_reservation(stage: Scene, run: int) -> Callable[[], object]:
    """The same in a process that knows no parameter yet, and nothing of its caller's rate limit."""
    stage.forget_services("api")
    return lambda: stage.reserve(f"first-{run}.jpg")


def acceptance(stage: Scene, run: int) -> Callable[[], object]:
    """S3's event of an upload, until the ladder is queued."""
    form = stage.reserve(f"upload-{run}.jpg")
    event = stage.put(form, PICTURE.read_bytes())
    return lambda: stage.accept(event)


def publication(stage: Scene, run: int) -> Callable[[], object]:
    """The queue's message, until the record says `ready`."""
    stage.queued()
    stage.receive(stage.reserve(f"ladder-{run}.jpg"), PICTURE.read_bytes())
    messages = stage.queued()
    return lambda: stage.make(messages)


def _uploaded(stage: Scene, filename: str) -> str:
    form = stage.reserve(filename)
    stage.receive(form, PICTURE.read_bytes())
    image = form["image"]
    return f"/{image['owner']}/{image['album']}/{image['filename']}"


BEFORE: dict[Callable[[Scene, int], Callable[[], object]], Before] = {
    preset_miss: Before(calls=12, waits=12, added_ms=155),
    avif_miss: Before(calls=14, waits=14, added_ms=205),
    record: Before(calls=2, waits=2, added_ms=10),
    reservation: Before(calls=5, waits=5, added_ms=25),
    tagged_reservation: Before(calls=6, waits=4, added_ms=20),
    first_reservation: Before(calls=11, waits=9, added_ms=65),
    acceptance: Before(calls=10, waits=10, added_ms=185),
    publication: Before(calls=15, waits=15, added_ms=410),
}
"""Measured by this benchmark when every call waited for the one before. The two kinds of reservation that were added
later: when settings, album and tags were read by three calls, and each parameter by its own."""
REQUESTS: dict[str, Callable[[Scene, int], Callable[[], object]]] = {
    "functions/cdn, a preset that has to be made": preset_miss,
    "functions/cdn, the same as AVIF": avif_miss,
    "GET /v1/images/{id}": record,
    "POST /v1/images": reservation,
    "POST /v1/images, with tags": tagged_reservation,
    "POST /v1/images, the first of a process": first_reservation,
    "upload event, until the ladder is queued": acceptance,
    "variant message, until the image is ready": publication,
}


def main() -> None:
    with scene() as stage:
        found = {name: measured(stage, prepare) for name, prepare in REQUESTS.items()}
        queues = stage.batches()
    journeys = journey.journeys(_timeline(found, acceptance), _timeline(found, publication), queues)
    parts = [f"## {name}\n\n{prepare.__doc__}\n\n{_steps(found[name].timeline)}" for name, prepare in REQUESTS.items()]
    tables.write(
        "latency",
        "# Waiting for AWS",
        tables.settings("botocore", "moto", runs=f"{RUNS} each, after one that warms the environment up"),
        str(__doc__).partition("\n\n")[2].strip(),
        _summary(found),
        journey.section(journeys),
        *parts,
    )
    sys.exit(tables.exit_code(journey.bounds(journeys)))


def _timeline(found: dict[str, Found], prepare: Callable[[Scene, int], Callable[[], object]]) -> Timeline:
    return next(found[name].timeline for name, each in REQUESTS.items() if each is prepare)


def _summary(found: dict[str, Found]) -> str:
    rows = []
    for name, one in found.items():
        before = BEFORE[REQUESTS[name]]
        now = one.calls, one.timeline.waits, one.timeline.added_ms
        pairs = [
            f"{then} → {today}" for then, today in zip((before.calls, before.waits, before.added_ms), now, strict=True)
        ]
        share = one.timeline.added_ms / before.added_ms
        rows.append((name, *pairs, f"{share:.2f}", f"{one.cpu_ms:.0f}"))
    heads = ("request", "calls", "waits", "added ms", "of the time before", "CPU ms, with the emulator's")
    return f"Figures before the arrow: `BEFORE` in `benchmarks/latency.py` says when they were measured.\n\n{tables.table(heads, rows)}"


def _steps(of: Timeline) -> str:
    """When each call would begin, if nothing but AWS took any time."""
    rows = [(step.ms_before, step.call.added_ms, step.waits_before + 1, step.call.name) for step in of.steps]
    return tables.table(("begins at ms", "takes", "wait", "call"), sorted(rows))


if __name__ == "__main__":
    main()
