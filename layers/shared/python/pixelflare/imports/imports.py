"""What owners do with imports: begin, look, cancel, try again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixelflare.aws.queues import Queue
from pixelflare.base.cursors import Cursors
from pixelflare.base.errors import Conflict, InvalidRequest, LimitReached
from pixelflare.base.ids import new_image_id, new_ulid
from pixelflare.base.sealing import seal, unseal
from pixelflare.catalog import imported_from
from pixelflare.imports.store import ImportStore, is_running
from pixelflare.outgoing import target_of
from schema.budgets import IMPORT_PROMISED
from schema.keys import Key
from schema.keys.ephemeral import import_partition, imports_partition
from schema.library.imports import (
    AddressList,
    CreateImport,
    Import,
    ImportAddress,
    ImportItem,
    ImportItemResource,
    ImportResource,
    ImportState,
    ItemState,
    Wanted,
)
from schema.limits import MAX_RUNNING_IMPORTS
from schema.messages.imports import ImportWork
from schema.pages import Page

_SECRETS = {"kind", "addresses", "secret_access_key", "api_secret", "api_token", "private_key"}
_PAGE = 100


@dataclass(frozen=True)
class ImportDesk:
    store: ImportStore
    queue: Queue
    cursors: Cursors
    secret: Callable[[], bytes]
    """The installation's. It is called only for sources with credentials."""


def begin_import(owner: str, request: CreateImport, desk: ImportDesk, *, now: datetime) -> Import:
    """Raises InvalidRequest for an address that may not be asked, LimitReached while others run, and Unavailable; then it may have
    begun all the same."""
    running = [job for job in _newest(owner, desk) if is_running(job)]
    if len(running) >= MAX_RUNNING_IMPORTS:
        raise LimitReached(
            f"{MAX_RUNNING_IMPORTS} imports are running; wait for one, or cancel it",
            details={"max": MAX_RUNNING_IMPORTS},
        )
    source, secret = request.source, request.secret
    named = source.addresses if isinstance(source, AddressList) else []
    for position, each in enumerate(named):
        _check(position, each)
    job = Import(
        import_id=f"imp_{new_ulid(now)}",
        owner=owner,
        kind=source.kind,
        source=source.model_dump(mode="json", exclude=_SECRETS),
        album=request.album,
        visibility=request.visibility,
        skip_duplicates=request.skip_duplicates,
        dry_run=request.dry_run,
        created_at=now,
        updated_at=now,
    )
    sealed = None if secret is None else seal(secret.encode(), secret=desk.secret(), info=_name(owner))
    _promise(job, desk)
    desk.store.create(job, sealed=sealed)
    if named:
        items = [_item(position, each) for position, each in enumerate(named)]
        desk.store.listed(job, items, place="", now=now, at_end={})
    desk.queue.send(ImportWork(owner=owner, import_id=job.import_id))
    return desk.store.get(owner, job.import_id)


def secret_of(job: Import, store: ImportStore, *, secret: Callable[[], bytes]) -> str:
    """What the import's source is asked with; empty if it needs none. Raises InvalidRequest if it is gone."""
    sealed = store.sealed(job)
    if sealed is None:
        return ""
    opened = unseal(sealed, secret=secret(), info=_name(job.owner))
    if opened is None:
        raise InvalidRequest("the source's credentials have to be given again: begin another import")
    return opened.decode()


def cancel_import(owner: str, import_id: str, desk: ImportDesk, *, now: datetime) -> Import:
    """Pictures that are imported stay. Can be repeated. Raises NotFound, Conflict for one that has ended."""
    job = desk.store.get(owner, import_id)
    unfinished = [ImportState.LISTING, ImportState.RUNNING, ImportState.FAILED, ImportState.CANCELLED]
    if not desk.store.change(job, only_from=unfinished, now=now, state=ImportState.CANCELLED, sealed=None):
        raise Conflict("this import is done")
    return desk.store.get(owner, import_id)


def retry_import(owner: str, import_id: str, desk: ImportDesk, *, now: datetime) -> Import:
    """Goes on with an import that failed, and tries its failed pictures again. Raises NotFound, Conflict while it runs, or
    when it was cancelled."""
    job = desk.store.get(owner, import_id)
    if job.state not in (ImportState.DONE, ImportState.FAILED):
        raise Conflict(f"this import is {job.state}; only one that has failed, or is done, is tried again")
    _promise(job, desk)
    _each_failed_again(job, desk)
    state = ImportState.RUNNING if job.is_listed else ImportState.LISTING
    if desk.store.change(job, only_from=[job.state], now=now, state=state, problem=None, refusals=0):
        desk.queue.send(ImportWork(owner=owner, import_id=import_id))
    return desk.store.get(owner, import_id)


def list_imports(owner: str, desk: ImportDesk, *, limit: int, cursor: str | None) -> Page[ImportResource]:
    """Newest first. Raises InvalidRequest for another list's cursor."""
    of = f"imports {owner}"
    place = desk.cursors.read(cursor, of=of) if cursor else None
    page = desk.store.page(owner, limit=limit, after={"pk": imports_partition(owner)} | place if place else None)
    shown = [import_resource(Import.model_validate(item)) for item in page.items]
    last = page.last_key
    return Page(data=shown, next_cursor=desk.cursors.give({"sk": last["sk"]}, of=of) if last else None)


def list_items(
    owner: str, import_id: str, desk: ImportDesk, *, limit: int, cursor: str | None
) -> Page[ImportItemResource]:
    """What became of its pictures so far, in the order of the source's list. Raises NotFound, InvalidRequest."""
    job, of = desk.store.get(owner, import_id), f"import {owner} {import_id}"
    place = desk.cursors.read(cursor, of=of) if cursor else None
    after: Key | None = {"pk": import_partition(owner, import_id)} | place if place else None
    page = desk.store.ended(job, limit=limit, after=after)
    shown = [_item_resource(ImportItem.model_validate(item)) for item in page.items]
    last = page.last_key
    return Page(data=shown, next_cursor=desk.cursors.give({"sk": last["sk"]}, of=of) if last else None)


def import_resource(job: Import) -> ImportResource:
    same: dict[str, Any] = {
        name: getattr(job, name) for name in ImportResource.model_fields.keys() & Import.model_fields.keys()
    }
    waiting = job.found - job.imported - job.skipped - job.failed - job.listed
    return ImportResource(id=job.import_id, waiting=waiting, **same)


def _item_resource(item: ImportItem) -> ImportItemResource:
    has_image = item.state in (ItemState.IMPORTED, ItemState.SKIPPED)
    return ImportItemResource(
        number=item.number,
        address=imported_from(item.address).address,
        state=item.state,
        image_id=item.image_id if has_image else None,
        code=item.code,
        message=item.message,
    )


def _promise(job: Import, desk: ImportDesk) -> None:
    """A message that comes after what the request writes, whatever becomes of the request: none is written that nobody works on.
    It finds nothing to do when the other one has come."""
    desk.queue.send(ImportWork(owner=job.owner, import_id=job.import_id), delay=IMPORT_PROMISED)


def _newest(owner: str, desk: ImportDesk) -> list[Import]:
    return [Import.model_validate(item) for item in desk.store.page(owner, limit=_PAGE, after=None).items]


def _each_failed_again(job: Import, desk: ImportDesk) -> None:
    after: Key | None = None
    while True:
        page = desk.store.ended(job, limit=_PAGE, after=after)
        for row in page.items:
            item = ImportItem.model_validate(row)
            if item.state is ItemState.FAILED:
                desk.store.try_again(job, item)
        after = page.last_key
        if after is None:
            return


def _check(position: int, named: ImportAddress) -> None:
    try:
        target_of(named.address)
    except InvalidRequest as refused:
        details = {"parameter": f"source.addresses.{position}.address"}
        raise InvalidRequest(refused.message, details=details) from refused


def _item(position: int, named: ImportAddress) -> ImportItem:
    wanted = Wanted(**named.model_dump(exclude={"address"}))
    return ImportItem(number=position, address=named.address, wanted=wanted, image_id=new_image_id())


def _name(owner: str) -> bytes:
    return f"pixelflare import\n{owner}".encode()
