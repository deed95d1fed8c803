"""Where an owner's library is backed up to: a bucket of any provider that speaks S3."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, StringConstraints

from schema.base import Record, Resource
from schema.limits import MAX_BUCKET_PREFIX_LENGTH, MAX_URL_LENGTH


def _endpoint(text: str) -> str:
    """Scheme, host and port in small letters. Raises ValueError for anything else."""
    parts = urlsplit(text.strip().rstrip("/").lower())
    port = parts.port  # a ValueError if it is no port
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ValueError("an endpoint is an address like https://s3.example.com, without a path")
    if parts.username is not None or port == 0 or not parts.netloc.isascii():
        raise ValueError("an endpoint has a host in ASCII, perhaps a port, and no credentials")
    return f"{parts.scheme}://{parts.netloc}"


def _printable(secret: SecretStr) -> SecretStr:
    if not (secret.get_secret_value().isascii() and secret.get_secret_value().isprintable()):
        raise ValueError("only printable ASCII characters are allowed")
    return secret


Endpoint = Annotated[str, StringConstraints(min_length=1, max_length=MAX_URL_LENGTH), AfterValidator(_endpoint)]
BucketName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Prefix = Annotated[
    str, StringConstraints(pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._-]*/)*$", max_length=MAX_BUCKET_PREFIX_LENGTH)
]
AccessKeyId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,128}$")]
SecretKey = Annotated[SecretStr, Field(min_length=1, max_length=256), AfterValidator(_printable)]


class BackupBucket(Record):
    """A place below a bucket. The secret key is kept elsewhere."""

    endpoint: Endpoint
    """Of the provider, like `https://s3.eu-central-1.amazonaws.com`."""
    bucket: BucketName
    region: Region = "us-east-1"
    """What requests are signed for. Providers without regions take any."""
    prefix: Prefix = ""
    """Before all keys. Empty, or with a slash at its end."""
    path_style: bool = True
    """Whether the bucket is in the path of requests, and not in the host's name."""
    access_key_id: AccessKeyId
    sync_deletes: bool = True
    """Whether what is permanently deleted here is deleted there, too."""
    enabled: bool = True
    """Whether backups run."""


class PutBackup(BackupBucket):
    """The bucket, and the secret key for it."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    secret_access_key: SecretKey


class BackupConfig(BackupBucket):
    """What is set, without the secret key."""

    updated_at: datetime
    since: datetime
    """When backups to this place began. Objects that are older are never deleted."""


class BackupProbe(Resource):
    """What a test of the connection has done, in this order."""

    listed: bool
    wrote: bool
    read: bool
    deleted: bool


class BackupTrigger(StrEnum):
    NIGHT = "night"
    REQUEST = "request"
    """The owner asked for it."""


class FinishedRun(Record):
    """What a run over the whole library has done."""

    trigger: BackupTrigger
    at: datetime
    """When it ended, or was interrupted."""
    uploaded: int
    deleted: int
    failed: int
    is_complete: bool
    """Whether it has looked at the whole library."""
    problem: str | None = None


class BackupRun(Record):
    """How the backup stands, after the latest run and the changes since."""

    ran_on: str = ""
    """The night that was finished last, as a date. Empty before the first."""
    last_run_at: datetime | None = None
    last_success_at: datetime | None = None
    images: int = 0
    """Images that the latest run has found there, or put there."""
    uploaded: int = 0
    """Objects that it has written."""
    deleted: int = 0
    """Objects that it has deleted, as their images are gone for good."""
    failed: int = 0
    """Images that it could not back up."""
    failed_images: tuple[str, ...] = ()
    """Ids of the first of them."""
    problem: str | None = None
    """Why it was a bad night, in words."""
    bad_nights: int = 0
    """In a row."""
    bad_on: str = ""
    """The latest bad night, as a date. Empty after a complete run."""
    runs: tuple[FinishedRun, ...] = ()
    """The latest, newest first."""
    last_change_at: datetime | None = None
    """When a change was copied by itself last."""
    run_id: str | None = None
    """Of a run that the owner has asked for, until it ends."""
    run_until: datetime | None = None
    """When such a run counts as lost."""

    def is_running(self, now: datetime) -> bool:
        return self.run_id is not None and self.run_until is not None and now < self.run_until


class BackupStatus(Resource):
    """When the library was last backed up, and what stood in the way."""

    last_run_at: datetime | None
    last_success_at: datetime | None
    """When everything was there."""
    lag_seconds: int | None
    """Since then. null before the first."""
    last_change_at: datetime | None
    """When a single change was copied last."""
    is_running: bool
    """Whether a run that was asked for is under way."""
    synced: int
    """Images in the bucket: those of the latest run, and what has come and gone since."""
    pending: int
    """Images that are not there yet, and have not failed."""
    images: int
    uploaded: int
    deleted: int
    failed: int
    failed_images: list[str]
    problem: str | None
    bad_nights: int
    is_overdue: bool
    """Whether three nights or more were bad."""
    runs: list[FinishedRun]
    """The latest runs over the whole library, newest first."""


class ImageBackupState(StrEnum):
    PENDING = "pending"
    """It has changed since it was copied, or was never copied."""
    SYNCED = "synced"
    """As it is now, it is in the bucket."""
    FAILED = "failed"
    """The latest run could not back it up."""


class ImageBackup(Resource):
    """Whether an image is backed up."""

    id: str
    backup_status: ImageBackupState
    last_success_at: datetime | None
    """When the whole library was last backed up."""
