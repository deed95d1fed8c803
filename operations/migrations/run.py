"""Applies migrations, one after the other, each in passes over all rows until a whole pass finds nothing to do.

A pass reads rows while others write them: an image that goes to the bin leaves a row behind the place and appears before it.
So a migration is applied when a whole pass has changed nothing. What this release writes is right from the beginning, so that comes.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from itertools import pairwise

from operations.migrations.journal import Applied, Journal, Place
from operations.migrations.migration import Migration, NotPossible, Repair
from operations.migrations.places import Installation
from operations.migrations.rows import rows_page
from pixelflare.aws.attributes import Item
from pixelflare.aws.table import ConditionFailed, TransactionRefused
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.base.parallel import in_parallel
from schema.keys import Key

MOST_PASSES = 5
"""In one run. Beyond them somebody writes what is not right, and a person should know."""
Say = Callable[[str], None]


class Outcome(StrEnum):
    CHANGED = "changed"
    BUSY = "busy"
    """Somebody has changed it meanwhile; the next pass looks again."""
    RIGHT = "right"
    LEFT = "left"


class OutOfOrder(Exception):
    """What was applied is not the beginning of what there is: another release has migrated, or a migration was taken out."""


def due(migrations: Sequence[Migration], applied: dict[int, Applied]) -> list[Migration]:
    """Those that are to be applied, in order. Raises OutOfOrder."""
    left = [each for each in migrations if each.number not in applied]
    names = {each.number: each.name for each in migrations}
    if unknown := [each for each in applied.values() if names.get(each.number) != each.name]:
        told = ", ".join(f"{each.number:04} {each.name}" for each in unknown)
        raise OutOfOrder(f"applied, and not in this release: {told}. Deploy the release that knows it")
    if left and applied and max(applied) > left[0].number:
        raise OutOfOrder(f"{max(applied):04} is applied, and {left[0].title} is not")
    assert all(one.number + 1 == next_.number for one, next_ in pairwise(migrations))
    return left


def plan(migration: Migration, here: Installation, *, now: datetime) -> int:
    """How many rows there are to change. Writes nothing."""
    found, after = 0, None
    while True:
        page = rows_page(here.core_name, migration.reads, after=after)
        found += sum(repair is not None for repair in in_parallel(partial(_look, migration, here, now), page.rows))
        after = page.last_key
        if after is None:
            return found


def apply(
    migration: Migration, here: Installation, journal: Journal, place: Place, *, clock: Callable[[], datetime], say: Say
) -> tuple[Place, bool]:
    """The place then, and whether the migration is applied. It goes on where an interrupted run has stopped."""
    if place.number != migration.number:
        place = place.model_copy(update=Place(number=migration.number).model_dump(exclude={"holder", "until"}))
    for _ in range(MOST_PASSES):
        place = _pass(migration, here, journal, place, clock=clock, say=say)
        if not place.changed_in_pass:
            return journal.finish(migration, place, now=clock()), True
        place = place.model_copy(update={"cursor": None, "passes": place.passes + 1, "changed_in_pass": 0})
        place = journal.note(place, now=clock())
    return place, False


def _pass(
    migration: Migration, here: Installation, journal: Journal, place: Place, *, clock: Callable[[], datetime], say: Say
) -> Place:
    """One look at all rows behind the place."""
    after: Key | None = place.cursor
    while True:
        page = rows_page(here.core_name, migration.reads, after=after)
        done = Counter(in_parallel(partial(_repair, migration, here, clock(), say), page.rows))
        # A busy row counts as a change: a run that goes on here must not take the pass for a clean one.
        changed = done[Outcome.CHANGED] + done[Outcome.BUSY]
        after = page.last_key
        place = place.model_copy(
            update={
                "cursor": after,
                "changed": place.changed + done[Outcome.CHANGED],
                "changed_in_pass": place.changed_in_pass + changed,
            }
        )
        if after is None:
            return place
        place = journal.note(place, now=clock())


def _look(migration: Migration, here: Installation, now: datetime, row: Item) -> Repair | None:
    return migration.look(row, here, now)


def _repair(migration: Migration, here: Installation, now: datetime, say: Say, row: Item) -> Outcome:
    repair = migration.look(row, here, now)
    if repair is None:
        return Outcome.RIGHT
    try:
        return Outcome.CHANGED if repair() else Outcome.RIGHT
    except (ConditionFailed, TransactionRefused, ChangedMeanwhile):
        return Outcome.BUSY
    except NotPossible as why:
        say(f"{migration.title}: {row['pk']} {row['sk']} stays as it is: {why}")
        return Outcome.LEFT
