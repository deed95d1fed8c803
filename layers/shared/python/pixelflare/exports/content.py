"""What is in an export, stage after stage, each from where the part before has ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pixelflare.audit import AuditLog, AuditQuery
from pixelflare.aws.objects import ObjectStore
from pixelflare.backups import LibraryRows, image_lines, library_lines
from pixelflare.costs import CostQuestions
from pixelflare.exports.archive import Archive, as_line
from pixelflare.exports.names import digest_of, names_of
from pixelflare.exports.settings import OtherSettings
from pixelflare.exports.store import ExportStore
from schema.keys.core import BIN, LIVE
from schema.keys.objects import original_object
from schema.library.exports import Export, ExportPlace, ExportStage
from schema.library.images import Image
from schema.library.recognition import Recognition

_AUDIT_PAGE = 1_000
_NEXT = dict(zip(list(ExportStage), list(ExportStage)[1:], strict=False))


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where an owner's data is."""

    rows: LibraryRows
    originals: ObjectStore
    settings: OtherSettings
    audit: AuditLog
    costs: CostQuestions
    names: ExportStore


class Pace(Protocol):
    """How much a part may still become."""

    def is_full(self, part: "Part", more_bytes: int) -> bool: ...
    def is_late(self) -> bool: ...
    def note(self, part: "Part") -> None: ...


@dataclass
class Part:
    """A ZIP file that is being written."""

    number: int
    archive: Archive
    place: ExportPlace
    files: int = 0
    size_bytes: int = 0
    """Of its pictures."""
    missing: int = 0
    records: list[bytes] = field(default_factory=list)
    """Of its pictures."""

    @property
    def is_empty(self) -> bool:
        return not self.records


def fill(part: Part, job: Export, sources: Sources, pace: Pace, *, now: datetime) -> None:
    """Writes what is next, until the part is full or all is written. `part.place` is then where the next one begins."""
    writers: dict[ExportStage, Callable[[], bool]] = {
        ExportStage.LIVE: lambda: _pictures(LIVE, part, job, sources, pace),
        ExportStage.BIN: lambda: _pictures(BIN, part, job, sources, pace),
        ExportStage.LIBRARY: lambda: _library(part, job, sources),
        ExportStage.AUDIT: lambda: _audit(part, job, sources, pace, now=now),
        ExportStage.RECEIPTS: lambda: _receipts(part, job, sources, pace, now=now),
    }
    while part.place.stage is not ExportStage.END:
        if not writers[part.place.stage]():
            break
        part.place = ExportPlace(stage=_NEXT[part.place.stage])
    if part.records:
        part.archive.add_text(_records("images", part), b"".join(part.records), at=now)


def _pictures(kind: str, part: Part, job: Export, sources: Sources, pace: Pace) -> bool:
    """Whether all are written. What has come since the export began is not in it, so it has an end."""
    for image, recognition in sources.rows.images_after(job.owner, kind, part.place.after):
        if image.created_at > job.created_at:
            continue
        if not part.is_empty and (pace.is_late() or pace.is_full(part, image.size_bytes or 0)):
            return False
        _picture(image, recognition, part, job, sources)
        part.place = part.place.model_copy(update={"after": image.image_id})
        pace.note(part)
    return True


def _picture(image: Image, recognition: Recognition | None, part: Part, job: Export, sources: Sources) -> None:
    part.records.append(image_lines(image, recognition))
    pieces = sources.originals.pieces(original_object(image.owner, image.image_id, image.sha256 or ""))
    if pieces is None:
        part.missing += 1
        part.records.append(as_line("missing", {"image_id": image.image_id}))
        return
    name = next(name for name in names_of(image) if sources.names.take_name(job, digest_of(name), image.image_id))
    size = image.size_bytes or 0
    part.archive.add(name, pieces, size_bytes=size, at=image.created_at)
    part.records.append(as_line("file", {"image_id": image.image_id, "path": name}))
    part.files += 1
    part.size_bytes += size


def _library(part: Part, job: Export, sources: Sources) -> bool:
    rows = sources.rows
    lines = library_lines(rows.user(job.owner), rows.albums(job.owner), rows.tags(job.owner))
    lines += b"".join(sources.settings.lines(job.owner))
    part.archive.add_text(_records("library", part), lines, at=job.created_at)
    return True


def _audit(part: Part, job: Export, sources: Sources, pace: Pace, *, now: datetime) -> bool:
    """Entries until the export began, newest first."""
    question = AuditQuery(job.owner, until=job.created_at)
    with part.archive.lines(_records("audit", part), at=job.created_at) as file:
        while True:
            page = sources.audit.page(question, limit=_AUDIT_PAGE, cursor=part.place.after or None, now=now)
            file.writelines(as_line("audit_entry", entry.model_dump(mode="json")) for entry in page.data)
            if page.next_cursor is None:
                return True
            part.place = part.place.model_copy(update={"after": page.next_cursor})
            pace.note(part)
            if pace.is_late():
                return False


def _receipts(part: Part, job: Export, sources: Sources, pace: Pace, *, now: datetime) -> bool:
    """One for each month since the owner came, the latest one as far as it has come."""
    user, written = sources.rows.user(job.owner), False
    with part.archive.lines(_records("receipts", part), at=job.created_at) as file:
        for month in _months(user.created_at if user else job.created_at, job.created_at):
            if month <= part.place.after:
                continue
            if written and pace.is_late():
                return False
            receipt = sources.costs.owner(job.owner, month, now=now)
            file.write(as_line("receipt", receipt.model_dump(mode="json")))
            part.place = part.place.model_copy(update={"after": month})
            pace.note(part)
            written = True
    return True


def _months(first: datetime, last: datetime) -> Iterator[str]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def _records(kind: str, part: Part) -> str:
    return f"records/{kind}-{part.number:06}.jsonl"
