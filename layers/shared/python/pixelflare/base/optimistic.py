"""One loop for every change that reads a record and writes on the condition that nobody has changed it meanwhile."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from pixelflare.base.errors import ChangedMeanwhile, PreconditionFailed

_ATTEMPTS = 5


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


Current = TypeVar("Current", bound=Versioned | None)
Result = TypeVar("Result")


def change_current(
    read: Callable[[], Current], write: Callable[[Current], Result], *, expected_version: int | None, name: str
) -> Result:
    """What `write` returns for the record that `read` returns.

    A write that finds the record changed raises ChangedMeanwhile; the record is then read and written again, up to
    five times. A caller that expects a version gets PreconditionFailed instead. `name` is how messages call the record.
    """
    for attempts_left in reversed(range(_ATTEMPTS)):
        current = read()
        check_version(current, expected_version, name=name)
        try:
            return write(current)
        except ChangedMeanwhile as changed:
            if expected_version is not None:
                raise PreconditionFailed(f"{name} has been changed at the same time") from changed
            if not attempts_left:
                raise
    raise AssertionError("the last attempt returns or raises")


def check_version(current: Versioned | None, expected: int | None, *, name: str) -> None:
    """Raises PreconditionFailed when the record is not at the version that the caller expects. None has no version."""
    if current is not None and expected not in (None, current.version):
        raise PreconditionFailed(f"{name} is at version {current.version}")
