"""Changes on the condition that nobody has changed the record meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from pixelflare.base.errors import ChangedMeanwhile, PreconditionFailed
from pixelflare.base.optimistic import change_current


@dataclass(frozen=True)
class Record:
    version: int


def reads(*versions: int) -> Iterator[Record]:
    return map(Record, versions)


def test_a_record_that_was_changed_is_read_and_written_again() -> None:
    records = reads(1, 2)

    def write(record: Record) -> int:
        if record.version == 1:
            raise ChangedMeanwhile("it is at version 2")
        return record.version

    assert change_current(lambda: next(records), write, expected_version=None, name="it") == 2


def test_whoever_expects_a_version_is_told_when_it_has_passed() -> None:
    with pytest.raises(PreconditionFailed, match="it is at version 2"):
        change_current(lambda: Record(2), lambda record: record, expected_version=1, name="it")


def test_whoever_expects_a_version_is_not_overtaken_unnoticed() -> None:
    def write(record: Record) -> None:
        raise ChangedMeanwhile("somebody was faster")

    with pytest.raises(PreconditionFailed, match="changed at the same time"):
        change_current(lambda: Record(1), write, expected_version=1, name="it")


def test_a_record_that_changes_all_the_time_is_given_up() -> None:
    written: list[Record] = []

    def write(record: Record) -> None:
        written.append(record)
        raise ChangedMeanwhile("again")

    with pytest.raises(ChangedMeanwhile):
        change_current(lambda: Record(1), write, expected_version=None, name="it")
    assert len(written) == 5


def test_what_is_not_there_has_no_version_to_be_expected() -> None:
    assert change_current(lambda: None, lambda record: record, expected_version=3, name="it") is None
