"""One run of something that a fault may befall: calls by a client that tries again, and everything that follows."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import uuid4

from schema.budgets import UNFINISHED_AFTER
from schema.keys.core import BIN, LIVE
from schema.keys.vectors import vector_key
from tests.integration.agreement import Holdings, disagreements, forget_everything, holdings, owners_of
from tests.integration.cloud import Answer, Cloud, User, object_created
from tests.integration.crashes import Crashed
from tests.integration.deliveries import Deliveries, Elapsed, started_anew
from tests.integration.faults.calls import Watch
from tests.meaning import RIGHTS, Meaning, embedding
from tests.recognition import recognising

MINUTE = timedelta(minutes=1)
_Double = TypeVar("_Double")
_TRIES = 4
_BETWEEN_TRIES = 3 * MINUTE
"""Longer than any lease of a process that died."""


class NotAsPromised(AssertionError):
    """An answer that no client expects, also during a fault."""


class Stage:
    def __init__(self, cloud: Cloud, watch: Watch, *, with_meaning: bool = False) -> None:
        forget_everything(cloud)
        self.cloud, self.watch, self.time = started_anew(cloud), watch, Elapsed()
        self.deliveries = Deliveries(self.cloud, self.time, watch.begin_another_process)
        self.user = self.cloud.user(f"user-{uuid4().hex}")
        self.told: set[str] = set()
        """How the fault showed, in a word or two."""
        self.owner = ""
        """Who the user is to the library."""
        self.kept: dict[str, Any] = {}
        """What a scenario looks at in the end, by its own names."""
        self._doubles = ExitStack()
        self._with_meaning = with_meaning
        self._meaning: Meaning | None = None

    @contextmanager
    def set_up(self) -> Iterator[None]:
        with self.deliveries.collected(), recognising(), self._doubles:
            if self._with_meaning:
                self._meaning = self._doubles.enter_context(embedding(f"meaning-{uuid4().hex[:20]}"))
                for function in RIGHTS:
                    self.cloud.functions[function] = self.cloud.started(function, MEANING_INDEX=self._meaning.index)
            self.owner = self.ask("GET", "/v1/me").body["owner"]
            yield

    def enter(self, double: AbstractContextManager[_Double]) -> _Double:
        """What stands in for somebody else until the end of the run."""
        return self._doubles.enter_context(double)

    # What a client does

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        expect: tuple[int, ...] = (200, 201, 202, 204),
        query: str = "",
        by: User | None = None,
    ) -> Answer:
        """The answer, of as many tries as a client makes."""
        user = by or self.user
        return self.tried_again(lambda: user.call(method, path, body, query=query), f"{method} {path}", expect)

    def tried_again(self, call: Callable[[], Answer], what: str, expect: Collection[int]) -> Answer:
        """Raises NotAsPromised for an answer that is neither expected nor an outage."""
        for _ in range(_TRIES):
            self.watch.begin_another_process()
            try:
                answer = call()
            except Crashed:
                self.told.add("died")
            else:
                if answer.status in expect:
                    return answer
                if answer.status != HTTPStatus.SERVICE_UNAVAILABLE or "Retry-After" not in answer.headers:
                    raise NotAsPromised(f"{what} answered {answer.status} {answer.body}")
                self.told.add("503")
            self.time.pass_by(_BETWEEN_TRIES)
        raise NotAsPromised(f"{what} still fails")

    def post_form(self, form: Any, body: bytes) -> None:
        """The bytes, and S3's event for them."""
        fields = form["fields"]
        self.cloud.put("UPLOADS_BUCKET", fields["key"], body, fields["Content-Type"])
        self.arrived(form)

    def arrived(self, form: Any) -> None:
        """S3's event, also for bytes that came another way."""
        self.deliveries.send("upload_consumer", object_created(form["fields"]["key"], 1))

    def ask_for_each(self, path: str, body: dict[str, Any], images: list[Any]) -> None:
        """One request for many images. Each has its own outcome, and what could not be done is asked for again."""
        ids = [image["id"] for image in images]
        for _ in range(3):
            answer = self.ask("POST", path, body | {"ids": ids})
            ids = [result["id"] for result in answer.body["results"] if result["status"] == 503]
            if not ids:
                break
            self.told.add("503")

    def upload(self, body: bytes, filename: str, **fields: Any) -> Any:
        """A ready image that search knows."""
        form = self.ask("POST", "/v1/images", {"filename": filename} | fields).body
        self.post_form(form, body)
        self.deliver()
        return self.ask("GET", f"/v1/images/{form['imageId']}").body

    # What follows

    def deliver(self) -> None:
        self.deliveries.deliver_all(between=self._failed)

    def _failed(self) -> None:
        self.told.add("delivered again")
        self.time.pass_by(_BETWEEN_TRIES)

    def lose(self, consumer: str) -> None:
        """Everything is delivered but for the messages of one consumer."""
        while self.deliveries.waiting or not self.deliveries.is_quiet():
            self.deliveries.waiting = [each for each in self.deliveries.waiting if each.function != consumer]
            while self.deliveries.waiting:
                assert self.deliveries.deliver(self.deliveries.waiting.pop(0))
                self.deliveries.waiting = [each for each in self.deliveries.waiting if each.function != consumer]
            assert self.deliveries.follow_changes()

    def clean_up(self, after: timedelta = timedelta(), *, daily: bool = False) -> None:
        """The clean-up's run so much later, as often as it takes to end well."""

        def moment() -> datetime:
            later = self.time.now() + after
            return later.replace(hour=2, minute=0) if daily else later

        self.run("cleanup_schedule", moment)

    def run(self, schedule: str, moment: Callable[[], datetime]) -> None:
        """A schedule's run, as often as it takes to end well."""
        for _ in range(_TRIES):
            if self.deliveries.run(schedule, moment()):
                return
            self.told.add("next run")
            self.time.pass_by(_BETWEEN_TRIES)
        raise NotAsPromised(f"the {schedule} still fails")

    def settle(self, *clean_up_after: timedelta) -> None:
        """What the clock starts, and everything that comes of it."""
        if not self.deliveries.run("unfinished_schedule", Elapsed().now() + UNFINISHED_AFTER + MINUTE):
            self.told.add("next run")
        self.deliver()
        self.time.pass_by(_BETWEEN_TRIES)
        for after in clean_up_after:
            self.clean_up(after)
        self.deliver()

    def outcome(self) -> tuple[Holdings, list[str]]:
        """What is there, and what is wrong with it."""
        owners = owners_of(self.cloud)
        wrong = [f"given up: {each}" for each in self.deliveries.dead] + disagreements(self.cloud, owners)
        found = holdings(self.cloud, self.owner, others=[each for each in owners if each != self.owner])
        return found, wrong + self._wrong_vectors(self.owner)

    def _wrong_vectors(self, owner: str) -> list[str]:
        """Pictures that no sentence finds, and vectors of pictures that are gone. The doctor of an installation without search
        by meaning does not look."""
        if self._meaning is None:
            return []
        images = {row["sk"]["S"] for row in self.cloud.rows("CORE_TABLE") if row["sk"]["S"].startswith((LIVE, BIN))}
        wanted = {vector_key(owner, name.partition("#")[2]) for name in images}
        standing = self._meaning.keys()
        return [f"no vector {key}" for key in wanted - standing] + [
            f"vector {key} of nobody" for key in standing - wanted
        ]
