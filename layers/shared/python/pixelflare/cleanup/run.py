"""One run of the clean-up: everything that is due, for as long as there is time. The next run goes on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from pixelflare.base.errors import AppError
from pixelflare.base.observability import logger
from pixelflare.base.parallel import attempt_all
from pixelflare.catalog import DueRow
from pixelflare.cleanup.abandoned import remove_abandoned, remove_redirect, remove_tag
from pixelflare.cleanup.account import remove_account
from pixelflare.cleanup.expire import expire_image
from pixelflare.cleanup.purge import empty_bin, purge_row
from pixelflare.cleanup.services import CleanupServices
from pixelflare.cleanup.unfinished import look_at_domain, remind_of_verdict, request_presets
from schema.keys.due import DueKind

_AT_ONCE = 100
"""Rows between two looks at the time."""


@dataclass(frozen=True)
class _Task:
    name: str
    kind: DueKind
    act: Callable[[DueRow], bool]
    until: datetime


def clean_up(
    services: CleanupServices, *, bin_days: int, out_of_time: Callable[[], bool], now: datetime
) -> dict[str, int]:
    """How much of each kind was done.

    What somebody else is changing at the moment is due again in the next run. Any other failure stops nothing else, and is
    raised in the end.
    """
    done: dict[str, int] = {}
    failures: list[BaseException] = []
    for task in _tasks(services, bin_days=bin_days, out_of_time=out_of_time, now=now):
        done[task.name], failed = _run(task, services, out_of_time=out_of_time)
        failures += failed
    if failures:
        raise failures[0]
    return done


def _tasks(
    services: CleanupServices, *, bin_days: int, out_of_time: Callable[[], bool], now: datetime
) -> Iterator[_Task]:
    settle = partial(remove_tag, services=services, out_of_time=out_of_time, now=now)
    empty = partial(empty_bin, services=services, out_of_time=out_of_time, now=now)
    leave = partial(remove_account, services=services, out_of_time=out_of_time, now=now)
    purge = partial(purge_row, services=services, now=now)
    yield _Task("expired", DueKind.EXPIRE, partial(expire_image, services=services, now=now), now)
    yield _Task("abandoned", DueKind.ABANDONED, partial(remove_abandoned, services=services, now=now), now)
    yield _Task("redirects", DueKind.REDIRECT, partial(remove_redirect, services=services, now=now), now)
    yield _Task("tags", DueKind.TAG, settle, now)
    yield _Task("unpublished", DueKind.UNPUBLISHED, partial(request_presets, services=services, now=now), now)
    yield _Task("held", DueKind.HELD, partial(remind_of_verdict, services=services, now=now), now)
    yield _Task("domains", DueKind.DOMAIN, partial(look_at_domain, services=services, now=now), now)
    yield _Task("purged", DueKind.PURGE, purge, now)
    yield _Task("retained", DueKind.BIN, purge, now - timedelta(days=bin_days))
    yield _Task("emptied", DueKind.EMPTY, empty, now)
    yield _Task("accounts", DueKind.ACCOUNT, leave, now)


def _run(task: _Task, services: CleanupServices, *, out_of_time: Callable[[], bool]) -> tuple[int, list[BaseException]]:
    done: list[bool] = []
    failures: list[BaseException] = []

    def act(row: DueRow) -> None:
        try:
            done.append(task.act(row))
        except AppError as later:
            logger.info("clean-up postponed", task=task.name, row=row.key, reason=later.message)

    rows = services.due.rows(task.kind, until=task.until)
    while not out_of_time() and (chunk := list(islice(rows, _AT_ONCE))):
        failures += attempt_all(act, chunk)
    return sum(done), failures
