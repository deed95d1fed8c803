"""Migrations that are cut anywhere, run twice at once, or run beside owners who change things."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from operations.migrations import rows, run
from operations.migrations.journal import LEASE, Journal, SomebodyMigrates
from operations.migrations.places import Installation
from operations.migrations.run import apply, due
from operations.migrations.steps import MIGRATIONS
from pixelflare.base import clock
from pixelflare.base.errors import Unavailable
from schema.keys.migrations import MIGRATIONS as JOURNAL
from tests.integration.cloud import Cloud
from tests.migrations.conftest import first_library, installation_again
from tests.migrations.failing import failing_once
from tests.migrations.library import Library
from tests.migrations.test_first_release import disagreements
from tests.migrations.views import user_of

Migrate = Callable[[], list[str]]
SMALL_PAGE = 7
MANY = 3_000


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a place is noted often in a small library."""
    monkeypatch.setattr(rows, "PAGE", SMALL_PAGE)


def state(cloud: Cloud) -> dict[str, Any]:
    """Everything but the journal; `revision` counts the writes of a document."""
    rows = [row for table in ("CORE_TABLE", "DERIVED_TABLE") for row in cloud.rows(table)]
    found = {f"{row['pk']['S']} {row['sk']['S']}": {**row, "revision": None} for row in rows}
    journal = {key for key in found if key.startswith(JOURNAL)}
    return {key: row for key, row in found.items() if key not in journal} | {
        bucket: cloud.keys(bucket) for bucket in ("PUBLIC_BUCKET", "PRIVATE_BUCKET")
    }


def different(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    keys = one.keys() | other.keys()
    return {key: (one.get(key), other.get(key)) for key in keys if one.get(key) != other.get(key)}


def work(here: Installation, *, holder: str = "an operator", now: Callable[[], datetime] = clock.now) -> None:
    """What a run of the command does, in a process that remembers nothing."""
    fresh = installation_again(here)
    journal = Journal(fresh.core)
    place = journal.take(holder, now=now())
    for each in due(MIGRATIONS, journal.applied()):
        place, is_done = apply(each, fresh, journal, place, clock=now, say=pytest.fail)
        assert is_done


@pytest.mark.timeout(900)  # some hundred runs, which a busy machine takes minutes for
def test_an_outage_at_each_call_leaves_it_resumable_and_the_end_is_the_same(
    cloud: Cloud, library: Library, here: Installation, migrate: Migrate
) -> None:
    migrate()
    wanted = state(cloud)
    first_library(cloud)
    stopped = 0
    with failing_once() as failing:
        for _ in range(MANY):
            try:
                work(here)
                break
            except Unavailable:
                stopped += 1
        else:
            pytest.fail("it never came to an end")

    assert failing.operations >= {"Scan", "UpdateItem", "TransactWriteItems", "GetObject", "DeleteObject", "ListUsers"}
    assert stopped > 100
    assert different(state(cloud), wanted) == {}


def test_two_at_once_are_refused_and_a_dead_one_is_taken_over(
    cloud: Cloud, library: Library, here: Installation
) -> None:
    journal, now = Journal(here.core), clock.now()
    dead = journal.take("first", now=now)
    dead = journal.note(dead.model_copy(update={"number": 1, "cursor": None}), now=now)
    with pytest.raises(SomebodyMigrates, match=r"over at 20"):
        journal.take("second", now=now + timedelta(minutes=4))

    work(here, holder="second", now=lambda: now + LEASE + timedelta(seconds=1))

    assert len(journal.applied()) == len(MIGRATIONS)
    for late in (lambda: journal.note(dead, now=now), lambda: journal.finish(MIGRATIONS[0], dead, now=now)):
        with pytest.raises(SomebodyMigrates):
            late()
    journal.give_back(dead)
    assert journal.place().holder == "second"


def test_one_that_lost_its_lease_does_no_harm(
    cloud: Cloud, library: Library, here: Installation, migrate: Migrate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run does everything between what the first has read of a row and what it writes."""
    migrate()
    wanted = state(cloud)
    first_library(cloud)
    tomorrow = clock.now() + timedelta(days=1)
    real, others = run.in_parallel, iter([lambda: work(here, holder="second", now=lambda: tomorrow)])

    def overtaken(look: Callable[[Any], Any], page: Any) -> list[Any]:
        for other in others:
            other()
        return real(look, page)

    monkeypatch.setattr(run, "in_parallel", overtaken)
    with pytest.raises(SomebodyMigrates):
        work(here, holder="first")
    assert different(state(cloud), wanted) == {}


def test_owners_go_on_changing_things_meanwhile(
    cloud: Cloud, library: Library, here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, images = user_of(cloud, library), library.images
    changes = iter(
        [
            ("DELETE", images["copy"], None),
            ("PATCH", images["public"], {"tags": ["sea"], "title": "Later"}),
            ("PATCH", images["private"], {"visibility": "public"}),
            ("PATCH", images["moved"], {"filename": "again.jpg", "tags": ["dog"]}),
            ("PATCH", images["expiring"], {"expires_at": None}),
            ("DELETE", images["alike"], None),
        ]
    )
    real = run.in_parallel

    def beside(look: Callable[[Any], Any], page: Any) -> list[Any]:
        for method, image_id, body in (each for _, each in zip(page[:1], changes, strict=False)):
            assert user.call(method, f"/v1/images/{image_id}", body).status in (200, 204)
            cloud.deliver("variant_consumer", *cloud.messages())
            cloud.follow_changes()
        return real(look, page)

    monkeypatch.setattr(run, "in_parallel", beside)
    work(here)
    cloud.follow_changes()

    assert list(changes) == []
    assert disagreements(cloud) == []
    assert {each["tag"]: each["count"] for each in user.call("GET", "/v1/tags").body["data"]} == {"dog": 3, "sea": 2}
