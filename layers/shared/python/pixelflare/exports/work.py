"""One run of an export: ZIP files, one after the other, as far as the time reaches. The next message goes on.

A file is written by one run from its beginning to its end, and recorded together with the place where the next one begins. A run that
dies leaves nothing but an upload that was not finished, and a lease that ends.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pixelflare.aws.multipart_writer import MultipartWriter
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.base import clock
from pixelflare.base.observability import count, logger
from pixelflare.exports.archive import Archive
from pixelflare.exports.content import Part, Sources, fill
from pixelflare.exports.readme import README, readme_of
from pixelflare.exports.store import Claim, ExportStore
from schema.budgets import EXPORT_NOTED, LAST_EXPORTED, NEXT_EXPORT_PART, SQS_LONGEST_DELAY
from schema.keys.exports import export_object, export_prefix
from schema.library.exports import Export, ExportPart, ExportStage, ExportState
from schema.limits import EXPORT_PART_FILES
from schema.messages.exports import ExportWork

_ZIP = "application/zip"
_MB = 1_000_000
_PAGE = 100
_LEAVING = "the account is being deleted"
_UNEXPECTED = "it has ended unexpectedly; begin another one"

TimeLeft = Callable[[], timedelta]


@dataclass(frozen=True, kw_only=True)
class ExportServices:
    store: ExportStore
    queue: Queue
    sources: Sources
    bucket: str
    """Where the files go."""
    part_files: int = EXPORT_PART_FILES

    @property
    def files(self) -> ObjectStore:
        return ObjectStore(self.bucket)


class _NotOurs(Exception):
    """The export was cancelled, or another run has it."""


@dataclass
class _Pace:
    """Until the part is full, or the run's time is over."""

    claim: Claim
    services: ExportServices
    time_left: TimeLeft
    noted_at: datetime = field(default_factory=clock.now)

    def is_full(self, part: Part, more_bytes: int) -> bool:
        most = self.claim.job.part_mb * _MB
        return part.files >= self.services.part_files or part.size_bytes + more_bytes > most

    def is_late(self) -> bool:
        return self.time_left() < LAST_EXPORTED

    def note(self, part: Part) -> None:
        """Says how far it has come, now and then. Raises _NotOurs."""
        now = clock.now()
        if now - self.noted_at < EXPORT_NOTED:
            return
        self.noted_at = now
        if not self.services.store.note(self.claim, files=part.files, bytes_=part.size_bytes, now=now):
            raise _NotOurs


def go_on(message: ExportWork, services: ExportServices, *, time_left: TimeLeft) -> None:
    """Does what is next, and sends the message for what is left. Raises Unavailable."""
    store = services.store
    job = store.find(message.owner, message.export_id)
    if job is None or job.state is ExportState.DONE:
        return
    if job.state is not ExportState.RUNNING:
        _remove_files(job, services)
        return
    claim = store.claim(job, run=secrets.token_hex(8), now=clock.now())
    if claim is None:
        _wait(message, services)
        return
    try:
        is_over = _write(claim, services, time_left=time_left)
    except _NotOurs:
        return
    finally:
        store.release(claim)
    if not is_over:
        services.queue.send(message)


def give_up(message: ExportWork, services: ExportServices) -> None:
    """Ends an export whose message is a dead letter by now. Raises Unavailable."""
    job = services.store.find(message.owner, message.export_id)
    if job is not None:
        _fail(job, _UNEXPECTED, services)


def _wait(message: ExportWork, services: ExportServices) -> None:
    """Another run has the export. This message comes back when its lease is over, if it dies."""
    job = services.store.find(message.owner, message.export_id)
    if job is None or job.state is not ExportState.RUNNING:
        return
    pause = (job.busy_until or clock.now()) - clock.now()
    services.queue.send(message, delay=min(max(pause, timedelta(seconds=1)), SQS_LONGEST_DELAY))


def _write(claim: Claim, services: ExportServices, *, time_left: TimeLeft) -> bool:
    """Whether the export has ended; otherwise it is to go on. Raises _NotOurs."""
    store = services.store
    while True:
        job = claim.job
        user = services.sources.rows.user(job.owner)
        if user is None or user.removing_since is not None:
            _fail(job, _LEAVING, services)
            return True
        if job.place.stage is not ExportStage.END:
            _write_part(claim, services, time_left=time_left)
            claim = Claim(store.get(job.owner, job.export_id), claim.run)
        if claim.job.place.stage is ExportStage.END:
            _finish(claim, services)
            return True
        if time_left() < NEXT_EXPORT_PART:
            return False


def _write_part(claim: Claim, services: ExportServices, *, time_left: TimeLeft) -> None:
    """Raises _NotOurs; then the file is gone again."""
    job, now = claim.job, clock.now()
    number = job.parts + 1
    key = export_object(job.owner, job.export_id, number, claim.run)
    with MultipartWriter(services.bucket, key, _ZIP) as sink:
        archive = Archive(sink)
        readme = readme_of(owner=job.owner, export_id=job.export_id, number=number, begun=job.created_at)
        archive.add_text(README, readme, at=job.created_at)
        part = Part(number, archive, job.place)
        fill(part, job, services.sources, _Pace(claim, services, time_left), now=now)
        archive.close()
    now = clock.now()
    written = ExportPart(number=number, key=key, files=part.files, bytes=archive.size, created_at=now)
    if not services.store.end_part(claim, written, part.place, bytes_=part.size_bytes, missing=part.missing, now=now):
        services.files.delete(key)
        raise _NotOurs


def _finish(claim: Claim, services: ExportServices) -> None:
    """Removes what runs have left that died between a file and its record."""
    job = claim.job
    kept = set(_keys(job, services.store))
    services.files.delete_listed(export_prefix(job.owner, job.export_id), lambda key: key not in kept)
    if services.store.finish(claim, now=clock.now()):
        count("ExportDone")


def _keys(job: Export, store: ExportStore) -> list[str]:
    keys, after = [], None
    while True:
        page = store.parts(job, limit=_PAGE, after=after)
        keys += [str(row["key"]) for row in page.items]
        after = page.last_key
        if after is None:
            return keys


def _fail(job: Export, problem: str, services: ExportServices) -> None:
    if services.store.end(job, ExportState.FAILED, problem=problem, now=clock.now()):
        logger.warning("export failed", owner=job.owner, export_id=job.export_id, problem=problem)
        count("ExportFailed")
    _remove_files(job, services)


def _remove_files(job: Export, services: ExportServices) -> None:
    services.files.delete_listed(export_prefix(job.owner, job.export_id), lambda _: True)
