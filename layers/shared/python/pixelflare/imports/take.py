"""One picture of an import, from its source into quarantine. Repeated work finds the image of the earlier one by its id."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pixelflare.audit import AuditLog, entry_of_system
from pixelflare.base.errors import Conflict, InvalidRequest
from pixelflare.catalog import AlbumStore, ImageStore, OriginStore, UploadStore, imported_from
from pixelflare.imports.sources import ImportSource
from pixelflare.uploads import ClaimServices, UploadGrant, name_in, names_in, put_upload, read_request, reserve_image
from schema.audit import AuditEntry
from schema.library.image_requests import CreateImage, OnConflict
from schema.library.images import Image, ImageStatus
from schema.library.imports import Import, ImportItem, ItemState
from schema.limits import MAX_UPLOAD_BYTES

PART = "import_consumer"


@dataclass(frozen=True)
class TakeServices:
    images: ImageStore
    albums: AlbumStore
    records: UploadStore
    origins: OriginStore
    claims: ClaimServices
    audit: AuditLog


def take(item: ImportItem, job: Import, source: ImportSource, services: TakeServices, *, now: datetime) -> ImportItem:
    """The picture with its outcome. Raises SourceFailed and what else an upload may be refused with, and then no image is left
    that did not arrive."""
    image = services.images.find(job.owner, item.image_id)
    if image is not None and image.status is not ImageStatus.RESERVED:
        return item.model_copy(update={"state": ItemState.IMPORTED})
    standing = _standing(item, job, services)
    if standing is not None:
        return item.model_copy(update={"state": ItemState.SKIPPED, "image_id": standing})
    if job.dry_run:
        return item.model_copy(update={"state": ItemState.LISTED})
    body = source.fetch(item.fetch_from or item.address)
    if not body:
        raise InvalidRequest("the address gives an empty file")
    same = _same_bytes(item, job, body, services)
    if same is not None:
        return item.model_copy(update={"state": ItemState.SKIPPED, "image_id": same})
    if image is None:
        image = _reserve(item, job, body, services, now=now)
        services.audit.note(job.owner, _entry(image, item, job, now=now))
    _send(image, body, services)
    return item.model_copy(update={"state": ItemState.IMPORTED})


def _standing(item: ImportItem, job: Import, services: TakeServices) -> str | None:
    """The id of an image that has come from the same address before, and is there or on its way."""
    if not job.skip_duplicates:
        return None
    image_id = services.origins.find(job.owner, item.address)
    if image_id is None or image_id == item.image_id:
        return None
    image = services.images.find(job.owner, image_id) or services.images.find_deleted(job.owner, image_id)
    is_there = image is not None and image.status is not ImageStatus.REJECTED
    return image_id if is_there else None


def _same_bytes(item: ImportItem, job: Import, body: bytes, services: TakeServices) -> str | None:
    if not job.skip_duplicates:
        return None
    digest = hashlib.sha256(body).hexdigest()
    return services.records.oldest_with(job.owner, digest, besides=item.image_id)


def _reserve(item: ImportItem, job: Import, body: bytes, services: TakeServices, *, now: datetime) -> Image:
    asked = item.wanted.model_dump(mode="json", exclude_none=True) | {
        "filename": item.wanted.filename or name_in(item.address),
        "album": job.album or item.wanted.album,
        "visibility": job.visibility,
        "on_conflict": OnConflict.SUFFIX,
        "size_bytes": len(body),
    }
    albums, tags = names_in(asked)
    image, _ = reserve_image(
        job.owner,
        read_request(CreateImage, asked, within="item"),
        claims=services.claims,
        albums=services.albums,
        uploads=services.claims.uploads,
        now=now,
        existing=services.records.existing(job.owner, albums=albums, tags=tags),
        image_id=item.image_id,
        fetched_from=imported_from(item.address),
    )
    return image


def _send(image: Image, body: bytes, services: TakeServices) -> None:
    grant = UploadGrant(image.owner, image.image_id, image.nonce)
    with suppress(Conflict):  # the bytes of an earlier run have arrived
        put_upload(
            grant, body, None, images=services.images, uploads=services.claims.uploads, max_bytes=MAX_UPLOAD_BYTES
        )


def _entry(image: Image, item: ImportItem, job: Import, *, now: datetime) -> AuditEntry:
    origin = imported_from(item.address).address
    return entry_of_system("upload", image, part=PART, now=now, import_id=job.import_id, address=origin)
