"""Exports: everything that an owner has here, as ZIP files, for a week."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schema.base import Record, Request, Resource
from schema.limits import LEAST_EXPORT_PART_MB, MAX_EXPORT_PART_MB


class CreateExport(Request):
    """How large its files may be."""

    part_mb: Annotated[int, Field(ge=LEAST_EXPORT_PART_MB, le=MAX_EXPORT_PART_MB)] = MAX_EXPORT_PART_MB
    """Megabytes of pictures in one ZIP file."""


class ExportState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    """All files are there, until `expires_at`."""
    CANCELLED = "cancelled"
    """Its files are removed."""
    FAILED = "failed"
    """`problem` says why."""
    EXPIRED = "expired"
    """Its files are gone. Never stored: the time says so."""


class ExportStage(StrEnum):
    """What is written next, in this order."""

    LIVE = "live"
    BIN = "bin"
    LIBRARY = "library"
    AUDIT = "audit"
    RECEIPTS = "receipts"
    END = "end"


class ExportPlace(Record):
    """How far an export has come: in this stage, after this."""

    stage: ExportStage = ExportStage.LIVE
    after: str = ""
    """The id of an image, the cursor of the audit log, or a month. Empty at a stage's beginning."""


class Export(Record):
    """An export as stored."""

    export_id: str
    owner: str
    part_mb: int
    state: ExportState = ExportState.RUNNING
    problem: str | None = None
    place: ExportPlace = ExportPlace()
    parts: int = 0
    """Files that are whole."""
    files: int = 0
    """Pictures in them, and how many bytes they have."""
    bytes: int = 0
    missing: int = 0
    """Pictures whose bytes were not there."""
    part_files: int = 0
    """The same of the part that is being written."""
    part_bytes: int = 0
    total_files: int = 0
    """What there was when it began."""
    total_bytes: int = 0
    run: str | None = None
    """Who works on it."""
    busy_until: datetime | None = None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    """When its files are removed."""


class ExportPart(Record):
    """A file of an export as stored."""

    number: int
    key: str
    """Where it lies in the bucket."""
    files: int
    bytes: int
    """Of the whole ZIP file."""
    created_at: datetime


class ExportResource(Resource):
    """An export, and how far it has come."""

    id: str
    state: ExportState
    problem: str | None
    part_mb: int
    parts: int
    """ZIP files that can be downloaded."""
    parts_expected: int
    """How many there will be, as far as can be told."""
    files: int
    """Pictures that are written, also into the file that is not whole yet."""
    bytes: int
    missing: int
    """Pictures whose bytes were not there."""
    total_files: int
    """Pictures that there were when it began, with those in the bin."""
    total_bytes: int
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    """When its files are removed."""


class ExportPartResource(Resource):
    """A ZIP file of an export."""

    number: int
    name: str
    """What it is called when it is saved."""
    files: int
    """Pictures in it."""
    bytes: int
    created_at: datetime
    url: str
    """Where it can be downloaded, without credentials."""
    url_expires_at: datetime
