"""Imports: many pictures from where they are today, one after another, in the background."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, SecretStr, StringConstraints

from schema.base import Record, Request, Resource
from schema.errors import ErrorCode
from schema.library.backups import AccessKeyId, BucketName, Endpoint, Prefix, Region, SecretKey
from schema.library.images import Visibility
from schema.limits import (
    MAX_ALT_LENGTH,
    MAX_DISPLAY_NAME_LENGTH,
    MAX_FETCHED_ADDRESS_LENGTH,
    MAX_IMPORT_ADDRESSES,
    MAX_LICENSE_LENGTH,
    MAX_TAGS,
    MAX_TITLE_LENGTH,
)
from schema.types import Slug, Tag, Text

Address = Annotated[str, StringConstraints(min_length=1, max_length=MAX_FETCHED_ADDRESS_LENGTH)]
AccountName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
"""What vendors call an account. Part of an address that is asked, so it has no other characters."""


class Wanted(Record):
    """What is known of a picture besides its bytes."""

    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)] | None = None
    album: Slug | None = None
    title: Annotated[Text, Field(max_length=MAX_TITLE_LENGTH)] | None = None
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH)] | None = None
    license: Annotated[Text, Field(max_length=MAX_LICENSE_LENGTH)] | None = None
    tags: Annotated[frozenset[Tag], Field(max_length=MAX_TAGS)] = frozenset()


class ImportAddress(Wanted):
    """A picture in the Internet. The filename is the end of the address's path, if it is left out."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    address: Address


class SourceKind(StrEnum):
    ADDRESSES = "addresses"
    BUCKET = "bucket"
    CLOUDINARY = "cloudinary"
    CLOUDFLARE = "cloudflare"
    IMAGEKIT = "imagekit"


class AddressList(Request):
    """The addresses of the pictures themselves. imgproxy and thumbor keep no list: name the addresses of their sources."""

    kind: Literal[SourceKind.ADDRESSES]
    addresses: Annotated[list[ImportAddress], Field(min_length=1, max_length=MAX_IMPORT_ADDRESSES)]


class BucketSource(Request):
    """A bucket of any provider that speaks S3. Its pictures are those whose names end like a picture's."""

    kind: Literal[SourceKind.BUCKET]
    endpoint: Endpoint
    bucket: BucketName
    region: Region = "us-east-1"
    prefix: Prefix = ""
    path_style: bool = True
    access_key_id: AccessKeyId
    secret_access_key: SecretKey


class CloudinarySource(Request):
    """All uploaded pictures of a Cloudinary cloud, by its Admin API."""

    kind: Literal[SourceKind.CLOUDINARY]
    cloud_name: AccountName
    api_key: AccountName
    api_secret: SecretKey


class CloudflareSource(Request):
    """All pictures of a Cloudflare Images account. The token needs the permission to read them."""

    kind: Literal[SourceKind.CLOUDFLARE]
    account_id: AccountName
    api_token: SecretKey


class ImageKitSource(Request):
    """All pictures of an ImageKit media library."""

    kind: Literal[SourceKind.IMAGEKIT]
    private_key: SecretKey


Source = Annotated[
    AddressList | BucketSource | CloudinarySource | CloudflareSource | ImageKitSource, Field(discriminator="kind")
]


class CreateImport(Request):
    """Where the pictures are, and what becomes of them here."""

    source: Source
    album: Slug | None = None
    """For all pictures. Without it, a picture's own album, or else the folder that it is in, or else the usual one."""
    visibility: Visibility | None = None
    skip_duplicates: bool = True
    """Whether bytes that are in the library already are left out."""
    dry_run: bool = False
    """Whether it only says what would be imported."""

    @property
    def secret(self) -> str | None:
        """What the source has to be asked with. It is stored encrypted, and erased when the import ends."""
        names = ("secret_access_key", "api_secret", "api_token", "private_key")
        found = next((value for name in names if (value := getattr(self.source, name, None)) is not None), None)
        return found.get_secret_value() if isinstance(found, SecretStr) else None


class ImportState(StrEnum):
    LISTING = "listing"
    """The source says which pictures it has."""
    RUNNING = "running"
    """They are fetched."""
    DONE = "done"
    """Each picture was imported, skipped, or failed. What failed can be tried again."""
    CANCELLED = "cancelled"
    FAILED = "failed"
    """The import itself cannot go on: `problem` says why."""


ENDED = frozenset({ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED})


class ItemState(StrEnum):
    WAITING = "waiting"
    IMPORTED = "imported"
    """The bytes have arrived and are inspected like those of any upload: the image's own status says more."""
    SKIPPED = "skipped"
    """It is in the library already."""
    FAILED = "failed"
    LISTED = "listed"
    """A dry run: it would be imported."""


class Import(Record):
    """An import as stored."""

    import_id: str
    owner: str
    kind: SourceKind
    source: dict[str, str | bool] = Field(default_factory=dict)
    """How to ask the source, without the secret."""
    album: str | None = None
    visibility: Visibility | None = None
    skip_duplicates: bool = True
    dry_run: bool = False
    state: ImportState = ImportState.LISTING
    problem: str | None = None
    place: str = ""
    """Where the source's list goes on. Empty at its start."""
    is_listed: bool = False
    """Whether that list was read to its end."""
    refusals: int = 0
    """How often in a row the source did not give its list."""
    found: int = 0
    imported: int = 0
    skipped: int = 0
    failed: int = 0
    listed: int = 0
    created_at: datetime
    updated_at: datetime


class ImportItem(Record):
    """A picture of an import as stored."""

    number: int
    address: str
    """Where it is today: an https address, or one of its bucket."""
    fetch_from: str | None = None
    """Where its bytes are, if that is another address."""
    wanted: Wanted
    image_id: str
    """What the image is called here, if it becomes one. Repeated work finds it by that."""
    state: ItemState = ItemState.WAITING
    attempts: int = 0
    """How often its source has failed."""
    claims: int = 0
    """How often a run has begun to work on it."""
    busy_until: datetime | None = None
    """Somebody works on it until then, or it is not tried again before."""
    code: ErrorCode | None = None
    message: str | None = None


class ImportResource(Resource):
    """An import, and how far it has come."""

    id: str
    kind: SourceKind
    album: str | None
    visibility: Visibility | None
    skip_duplicates: bool
    dry_run: bool
    state: ImportState
    problem: str | None
    found: int
    """Pictures that the source has named so far."""
    waiting: int
    imported: int
    skipped: int
    failed: int
    listed: int
    """Of a dry run: what would be imported."""
    created_at: datetime
    updated_at: datetime


class ImportItemResource(Resource):
    """What became of one picture."""

    number: int
    address: str
    """Without its query, which may hold a signature."""
    state: ItemState
    image_id: str | None
    """The image that it has become, or the one that was there already."""
    code: ErrorCode | None
    message: str | None
