"""What owners do with exports: begin, look, download, cancel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.base.cursors import Cursors
from pixelflare.base.errors import AlreadyRunning, Conflict, RateLimited, Unavailable
from pixelflare.base.ids import new_ulid
from pixelflare.exports.store import ExportStore, last_day, state_of
from schema.keys import Key
from schema.keys.exports import export_parts_partition, exports_partition
from schema.library.exports import (
    CreateExport,
    Export,
    ExportPart,
    ExportPartResource,
    ExportResource,
    ExportState,
)
from schema.limits import EXPORT_HOURS, EXPORT_PART_FILES, EXPORT_URL_SECONDS
from schema.messages.exports import ExportWork
from schema.pages import Page
from schema.usage import Usage

_MB = 1_000_000
_PAUSE = timedelta(hours=EXPORT_HOURS)
_LOST = "it has ended unexpectedly; begin another one"


@dataclass(frozen=True)
class ExportDesk:
    store: ExportStore
    queue: Queue
    cursors: Cursors
    files: ObjectStore
    usage: Callable[[str], Usage]
    """What an owner has now."""


def begin_export(owner: str, request: CreateExport, desk: ExportDesk, *, now: datetime) -> Export:
    """Raises AlreadyRunning, RateLimited for a second one within a day, and Unavailable; then none has begun."""
    latest = desk.store.latest(owner)
    standing = desk.store.find(owner, latest) if latest else None
    if standing:
        _check(standing, desk, now=now)
    usage = desk.usage(owner)
    job = Export(
        export_id=f"exp_{new_ulid(now)}",
        owner=owner,
        part_mb=request.part_mb,
        total_files=usage.images + usage.bin_images,
        total_bytes=usage.original_bytes + usage.bin_bytes,
        created_at=now,
        updated_at=now,
        expires_at=last_day(now),
    )
    if not desk.store.create(job, after=latest):
        raise AlreadyRunning("an export is under way")
    try:
        desk.queue.send(ExportWork(owner=owner, export_id=job.export_id))
    except Unavailable:
        desk.store.end(job, ExportState.FAILED, problem="it could not be begun", now=now)
        raise
    return job


def _check(latest: Export, desk: ExportDesk, *, now: datetime) -> None:
    state = state_of(latest, now=now)
    if state is ExportState.RUNNING:
        if latest.busy_until is None:  # perhaps its message was never sent
            desk.queue.send(ExportWork(owner=latest.owner, export_id=latest.export_id))
        raise AlreadyRunning("an export is under way", details={"export_id": latest.export_id})
    again_at = latest.created_at + _PAUSE
    if state is not ExportState.FAILED and now < again_at:
        seconds = int((again_at - now).total_seconds()) + 1
        raise RateLimited(f"one export in {EXPORT_HOURS} hours", retry_after_seconds=seconds)


def cancel_export(owner: str, export_id: str, desk: ExportDesk, *, now: datetime) -> Export:
    """Ends it, and has its files removed. Can be repeated. Raises NotFound, and Conflict for one that has failed."""
    job = desk.store.get(owner, export_id)
    if not desk.store.end(job, ExportState.CANCELLED, now=now):
        job = desk.store.get(owner, export_id)
        if job.state is not ExportState.CANCELLED:
            raise Conflict("this export has failed, and its files are removed")
    desk.queue.send(ExportWork(owner=owner, export_id=export_id))
    return desk.store.get(owner, export_id)


def list_exports(
    owner: str, desk: ExportDesk, *, limit: int, cursor: str | None, now: datetime
) -> Page[ExportResource]:
    """Newest first. Raises InvalidRequest for another list's cursor."""
    of = f"exports {owner}"
    place = desk.cursors.read(cursor, of=of) if cursor else None
    page = desk.store.page(owner, limit=limit, after={"pk": exports_partition(owner)} | place if place else None)
    shown = [export_resource(Export.model_validate(item), now=now) for item in page.items]
    last = page.last_key
    return Page(data=shown, next_cursor=desk.cursors.give({"sk": last["sk"]}, of=of) if last else None)


def list_parts(
    owner: str, export_id: str, desk: ExportDesk, *, limit: int, cursor: str | None, now: datetime
) -> Page[ExportPartResource]:
    """Its files that can be downloaded by now. Raises NotFound, InvalidRequest."""
    job, of = desk.store.get(owner, export_id), f"export {owner} {export_id}"
    place = desk.cursors.read(cursor, of=of) if cursor else None
    after: Key | None = {"pk": export_parts_partition(owner, export_id)} | place if place else None
    if state_of(job, now=now) not in (ExportState.RUNNING, ExportState.DONE):
        return Page(data=[])
    page = desk.store.parts(job, limit=limit, after=after)
    shown = [_part_resource(job, ExportPart.model_validate(item), desk.files, now=now) for item in page.items]
    last = page.last_key
    return Page(data=shown, next_cursor=desk.cursors.give({"sk": last["sk"]}, of=of) if last else None)


def export_resource(job: Export, *, now: datetime) -> ExportResource:
    same: dict[str, Any] = {
        name: getattr(job, name) for name in ExportResource.model_fields.keys() & Export.model_fields.keys()
    }
    state = state_of(job, now=now)
    problem = _LOST if state is not job.state and state is ExportState.FAILED else job.problem
    same |= {"state": state, "problem": problem}
    same |= {"files": job.files + job.part_files, "bytes": job.bytes + job.part_bytes}
    return ExportResource(id=job.export_id, parts_expected=_expected(job), **same)


def _expected(job: Export) -> int:
    """Until it is done, what the pictures take that there were when it began."""
    if job.state is not ExportState.RUNNING:
        return job.parts
    by_bytes, by_files = -(-job.total_bytes // (job.part_mb * _MB)), -(-job.total_files // EXPORT_PART_FILES)
    return max(by_bytes, by_files, job.parts + 1)


def _part_resource(job: Export, part: ExportPart, files: ObjectStore, *, now: datetime) -> ExportPartResource:
    name = f"pixelflare-{job.owner}-{job.created_at:%Y%m%d}-{part.number:03}.zip"
    lifetime = timedelta(seconds=EXPORT_URL_SECONDS)
    url = files.download_address(
        part.key, content_type="application/zip", disposition=f'attachment; filename="{name}"', lifetime=lifetime
    )
    return ExportPartResource(
        number=part.number,
        name=name,
        files=part.files,
        bytes=part.bytes,
        created_at=part.created_at,
        url=url,
        url_expires_at=now + lifetime,
    )
