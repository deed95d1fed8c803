"""One run of an import: the source's list, then its pictures, as far as the time reaches. The next message goes on.

Several runs may work on one import at once. Each picture is leased to one of them, and a run that dies leaves nothing but a
lease that ends.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pixelflare.accounts import Standings
from pixelflare.aws.queues import Queue
from pixelflare.base import clock
from pixelflare.base.errors import (
    AccountClosing,
    AccountSuspended,
    AppError,
    BudgetReached,
    QuotaExceeded,
    SourceFailed,
    Unavailable,
)
from pixelflare.base.ids import new_image_id
from pixelflare.base.observability import count, logger
from pixelflare.brake import Brake
from pixelflare.imports.sources import Found, ImportSource, Listed
from pixelflare.imports.store import ImportStore, is_running
from pixelflare.imports.take import TakeServices, take
from schema.budgets import SQS_LONGEST_DELAY
from schema.errors import ErrorCode
from schema.library.events import EventKind, LibraryEvent
from schema.library.imports import Import, ImportItem, ImportState, ItemState
from schema.limits import IMPORT_ATTEMPTS, IMPORT_CLAIMS, MAX_IMPORT_PICTURES
from schema.messages.imports import ImportWork

_AT_ONCE = 25
"""Pictures that a run looks at."""
_RUNS = 4
"""So many work on one import at once."""
_FIRST_PAUSE = timedelta(seconds=30)
_REFUSED = frozenset({401, 403})
_GIVEN_UP = "the work on this picture has ended unexpectedly each time"
_UNEXPECTED = "it has ended unexpectedly; try it again"
_TOO_MANY = f"the source has more than {MAX_IMPORT_PICTURES} pictures: import again for those after them"


@dataclass(frozen=True)
class ImportServices:
    store: ImportStore
    queue: Queue
    standings: Standings
    brake: Brake
    take: Callable[[datetime], TakeServices]
    """For a picture that is begun at this time."""
    source: Callable[[Import], ImportSource]
    tell: Callable[[LibraryEvent], None]
    """Whoever wants to know of the end of an import."""


def go_on(message: ImportWork, services: ImportServices, *, out_of_time: Callable[[], bool]) -> None:
    """Does what is next, and sends the message for what is left. Raises Unavailable."""
    job = services.store.find(message.owner, message.import_id)
    if job is None or not is_running(job):
        return
    try:
        services.standings.check(job.owner, now=clock.now())
        services.brake.check_uploads(now=clock.now())
        source = services.source(job)
        if job.state is ImportState.LISTING:
            if not _list(job, source, services, out_of_time=out_of_time):
                return
            job = services.store.get(job.owner, job.import_id)
            for _ in range(1, min(_RUNS, job.found // _AT_ONCE)):
                services.queue.send(message)
        pause = _fetch(job, source, services, out_of_time=out_of_time)
    except Unavailable:
        raise
    except BudgetReached:
        services.queue.send(message, delay=SQS_LONGEST_DELAY)  # it goes on when the brake is off again
        return
    except AppError as refused:
        _fail(job, refused.message, services)
        return
    if pause is not None:
        services.queue.send(message, delay=min(pause, SQS_LONGEST_DELAY))
    else:
        _end(job, services)


def give_up(message: ImportWork, services: ImportServices) -> None:
    """Ends an import whose message is a dead letter by now, so that its owner sees that, and may try it again. Raises Unavailable."""
    job = services.store.find(message.owner, message.import_id)
    if job is not None and is_running(job):
        _fail(job, _UNEXPECTED, services)


def _end(job: Import, services: ImportServices) -> None:
    """Erases the source's credentials, unless something has failed and may be tried again."""
    change: dict[str, object] = {"state": ImportState.DONE}
    job = services.store.get(job.owner, job.import_id)
    if job.failed == 0:
        change |= {"sealed": None}
    _tell(job, services)
    if services.store.change(job, only_from=[ImportState.RUNNING], now=clock.now(), **change):
        count("ImportDone")


def _tell(job: Import, services: ImportServices) -> None:
    """Before the end is noted, so that it is not lost. Told twice, it is the same event, unless there was more to do meanwhile."""
    if not is_running(job):
        return
    event_id = f"{job.import_id}-{job.imported}-{job.skipped}-{job.failed}"
    kind = EventKind.IMPORT_FINISHED
    services.tell(LibraryEvent(kind=kind, event_id=event_id, owner=job.owner, at=clock.now(), subject=job.import_id))


def _list(job: Import, source: ImportSource, services: ImportServices, *, out_of_time: Callable[[], bool]) -> bool:
    """Reads the source's list to its end. False if there is nothing more to do now: the import is taken back, the time is up, or
    the source is to be asked again later. Where another run reads it, too, each goes on with what is recorded."""
    store = services.store
    while job.state is ImportState.LISTING:
        if out_of_time():
            services.queue.send(ImportWork(owner=job.owner, import_id=job.import_id))
            return False
        try:
            page = source.listed(job.place)
        except SourceFailed as failure:
            return _list_later(job, failure, services)
        room = MAX_IMPORT_PICTURES - job.found
        items = [_item(job.found + position, found) for position, found in enumerate(page.found[:room])]
        store.listed(job, items, place=page.place, now=clock.now(), at_end=_at_end(page, room=room))
        job = store.get(job.owner, job.import_id)
    return job.state is ImportState.RUNNING


def _item(number: int, found: Found) -> ImportItem:
    return ImportItem(
        number=number,
        address=found.address,
        fetch_from=found.fetch_from,
        wanted=found.wanted,
        image_id=new_image_id(),
    )


def _at_end(page: Listed, *, room: int) -> dict[str, object]:
    """What else is written with the last page. Nothing with another."""
    if page.place and len(page.found) < room:
        return {}
    is_cut = len(page.found) > room or (bool(page.place) and len(page.found) == room)
    return {"state": ImportState.RUNNING, "is_listed": True, "problem": _TOO_MANY if is_cut else None}


def _list_later(job: Import, failure: SourceFailed, services: ImportServices) -> bool:
    """Raises the failure if the source refuses the credentials, or has failed often enough."""
    status = failure.details.get("status") if isinstance(failure.details, dict) else None
    if status in _REFUSED or job.refusals + 1 >= IMPORT_ATTEMPTS:
        raise failure
    changed = services.store.change(job, only_from=[ImportState.LISTING], now=clock.now(), refusals=job.refusals + 1)
    if changed:
        message = ImportWork(owner=job.owner, import_id=job.import_id)
        services.queue.send(message, delay=_FIRST_PAUSE * 2**job.refusals)
    return False


def _fetch(
    job: Import, source: ImportSource, services: ImportServices, *, out_of_time: Callable[[], bool]
) -> timedelta | None:
    """Takes pictures until none is free or time is up. How long until the next run begins; None when all is done."""
    while True:
        items = services.store.waiting(job, limit=_AT_ONCE)
        if not items:
            return None
        taken = False
        for item in items:
            if out_of_time():
                return timedelta()
            now = clock.now()
            if (item.busy_until is None or item.busy_until <= now) and services.store.claim(job, item, now=now):
                taken = True
                _take(item, job, source, services, now=now)
        if not taken:
            soonest = min(item.busy_until or clock.now() for item in items)
            return max(soonest - clock.now(), timedelta(seconds=1))
        if not _still_wanted(job, services):
            return None


def _take(item: ImportItem, job: Import, source: ImportSource, services: ImportServices, *, now: datetime) -> None:
    """Raises Unavailable, and QuotaExceeded, after which no other picture would be taken either."""
    store = services.store
    if item.claims >= IMPORT_CLAIMS:
        given_up = {"state": ItemState.FAILED, "code": ErrorCode.INTERNAL_ERROR, "message": _GIVEN_UP}
        store.end(job, item.model_copy(update=given_up))
        return
    try:
        ended = take(item, job, source, services.take(now), now=now)
    except (Unavailable, QuotaExceeded, AccountSuspended, AccountClosing):
        raise
    except AppError as refused:
        if isinstance(refused, SourceFailed) and item.attempts + 1 < IMPORT_ATTEMPTS:
            store.put_off(job, item, until=clock.now() + _FIRST_PAUSE * 2**item.attempts)
            return
        update = {"state": ItemState.FAILED, "code": refused.code, "message": refused.message}
        ended = item.model_copy(update=update)
        logger.info("picture not imported", import_id=job.import_id, number=item.number, code=refused.code)
    store.end(job, ended)
    count("PictureImported" if ended.state is ItemState.IMPORTED else "PictureNotImported")


def _still_wanted(job: Import, services: ImportServices) -> bool:
    standing = services.store.find(job.owner, job.import_id)
    return standing is not None and is_running(standing)


def _fail(job: Import, problem: str, services: ImportServices) -> None:
    _tell(services.store.get(job.owner, job.import_id), services)
    logger.warning("import failed", owner=job.owner, import_id=job.import_id, problem=problem)
    services.store.change(
        job,
        only_from=[ImportState.LISTING, ImportState.RUNNING],
        now=clock.now(),
        state=ImportState.FAILED,
        problem=problem,
    )
    count("ImportFailed")
