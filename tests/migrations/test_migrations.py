"""The list of migrations: gapless, in order, and unchanged once they have been released."""

import importlib
import json

import pytest

from operations.migrations.journal import Applied
from operations.migrations.run import OutOfOrder, due
from operations.migrations.steps import MIGRATIONS
from pixelflare.base import clock
from tests.migrations.digests import FILE, digests


def applied(*numbers: int) -> dict[int, Applied]:
    by_number = {each.number: each.name for each in MIGRATIONS}
    return {
        number: Applied(number=number, name=by_number.get(number, "from elsewhere"), applied_at=clock.now(), changed=0)
        for number in numbers
    }


def test_numbers_have_no_gaps_and_files_are_named_after_them() -> None:
    assert [each.number for each in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))
    files = {f"m{each.number:04}_{each.name.replace('-', '_')}": each for each in MIGRATIONS}
    assert files.keys() == digests().keys()
    for name, migration in files.items():
        assert importlib.import_module(f"operations.migrations.steps.{name}").MIGRATION is migration


def test_a_migration_that_was_released_never_changes() -> None:
    """Some have applied it as it was. What it has done wrong, the next one mends. `python -m tests.migrations.digests` notes
    a new one, and another form of one that no release has had yet."""
    assert json.loads(FILE.read_text()) == digests()


def test_those_that_were_not_applied_are_due_in_order() -> None:
    assert due(MIGRATIONS, {}) == list(MIGRATIONS)
    assert due(MIGRATIONS, applied(1, 2, 3)) == list(MIGRATIONS[3:])
    assert due(MIGRATIONS, applied(*(each.number for each in MIGRATIONS))) == []


@pytest.mark.parametrize("numbers", [(2,), (1, 3), (1, 2, len(MIGRATIONS) + 1)])
def test_what_was_applied_out_of_order_or_by_another_release_is_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(OutOfOrder):
        due(MIGRATIONS, applied(*numbers))
