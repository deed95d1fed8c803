"""Handles bytes in quarantine: they become an original, or are rejected with a reason.

It may run twice, in parallel, late, or after a crash anywhere. Each step can be repeated, and the record decides by a
condition. The quarantined object goes last, so a repeated event finds either the same work or none.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixelflare.accounts import Standings
from pixelflare.audit import AuditLog, entry_of
from pixelflare.aws.objects import ObjectStore, ObjectTooLarge, StoredObject
from pixelflare.aws.queues import Queue
from pixelflare.base.compute import ComputeMeter
from pixelflare.base.observability import count, logger
from pixelflare.base.parallel import at_once
from pixelflare.catalog import Accepted, ImageStore, NoLongerReserved, PathLost, UploadLifecycle, UploadStore, held
from pixelflare.imaging import Refused, inspect, type_of
from pixelflare.uploads.corrected_names import accept_corrected
from pixelflare.uploads.holding import Holding
from pixelflare.variants import request_variants
from pixelflare.vision import FaceFinder, faces_of
from schema.errors import RejectionReason
from schema.keys.objects import original_object, original_prefix, parse_upload_object
from schema.library.images import Exif, Image, ImageStatus, PictureFacts
from schema.limits import MAX_UPLOAD_BYTES
from schema.messages.uploads import ObjectCreated


@dataclass(frozen=True)
class AcceptServices:
    """The services that accept an upload."""

    images: ImageStore
    lifecycle: UploadLifecycle
    records: UploadStore
    uploads: ObjectStore
    originals: ObjectStore
    variant_queue: Queue
    standings: Standings
    holding: Holding
    max_jpeg_pixels: int
    audit: AuditLog
    faces: FaceFinder | None = None
    """Detects faces in accepted images. None if the operator has not switched it on."""
    meter: ComputeMeter | None = None
    """Of the message that is worked on. None where nobody counts."""


def accept_upload(event: ObjectCreated, intake: AcceptServices, *, now: datetime) -> None:
    """Checks, stores and announces one upload. Nothing of it stays in quarantine."""
    key = event.detail.object.key
    expected = parse_upload_object(key)
    if expected is None:
        raise ValueError(f"quarantine contains an object with an unknown key: {key}")
    owner, image_id, nonce = expected
    image, upload = at_once(lambda: intake.images.find(owner, image_id), lambda: _uploaded(key, intake))
    if image is None:
        _clear_orphan(owner, image_id, intake)
    elif image.nonce == nonce and upload is not None:
        _settle(image, upload, intake, now=now)
    intake.uploads.delete(key)


def _uploaded(key: str, intake: AcceptServices) -> StoredObject | ObjectTooLarge | None:
    """None when an earlier run of the same event went all the way."""
    try:
        return intake.uploads.read(key, at_most=MAX_UPLOAD_BYTES)
    except ObjectTooLarge as too_large:
        return too_large


def _settle(image: Image, upload: StoredObject | ObjectTooLarge, intake: AcceptServices, *, now: datetime) -> None:
    if image.status is ImageStatus.REJECTED:
        intake.lifecycle.reject(image, image.reason or RejectionReason.DAMAGED, now=now)
    elif image.status is ImageStatus.RESERVED:
        if _judge(image, upload, intake, now=now):
            return
        image = intake.images.find(image.owner, image.image_id) or image
    if image.status is ImageStatus.PROCESSING and image.upload_etag == upload.etag:
        request_variants(image, queue=intake.variant_queue)


def _judge(image: Image, upload: StoredObject | ObjectTooLarge, intake: AcceptServices, *, now: datetime) -> bool:
    """Whether this run has accepted the upload and asked for its variants."""
    if intake.standings.suspension(image.owner, now=now) is not None:
        _reject(image, RejectionReason.SUSPENDED, intake, now=now)
        return False
    if isinstance(upload, ObjectTooLarge):
        _reject(image, RejectionReason.TOO_LARGE, intake, now=now)
        return False
    try:
        facts = _facts(image, upload.body, intake)
    except Refused as refused:
        _reject(image, refused.reason, intake, found_type=type_of(upload.body), now=now)
        return False
    return _keep(image, upload, facts, intake, now=now)


def _facts(image: Image, body: bytes, intake: AcceptServices) -> PictureFacts:
    """Raises Refused."""
    facts = inspect(body, max_jpeg_pixels=intake.max_jpeg_pixels)
    if image.strip_metadata:
        facts = facts.model_copy(update={"exif": Exif()})
    if intake.faces:
        facts = facts.model_copy(update={"faces": faces_of(body, intake.faces)})
    return facts


def _keep(image: Image, upload: StoredObject, facts: PictureFacts, intake: AcceptServices, *, now: datetime) -> bool:
    """Bytes first, record second. The loser of two runs removes only bytes that the record does not have."""
    digest = hashlib.sha256(upload.body).hexdigest()
    kept_at = original_object(image.owner, image.image_id, digest)
    duplicate_of, _ = at_once(
        lambda: intake.records.oldest_with(image.owner, digest, besides=image.image_id),
        lambda: intake.originals.write(kept_at, upload.body, content_type=facts.content_type),
    )
    holding = intake.holding
    is_held = holding.applies_to(image)
    accepted = Accepted(
        size_bytes=len(upload.body),
        sha256=digest,
        upload_etag=upload.etag,
        facts=facts,
        duplicate_of=duplicate_of,
        moderation=held(image, now=now) if is_held else None,
        spent_mb_ms=intake.meter.mb_ms if intake.meter else 0,
        also=[holding.entry(image, now=now)] if is_held else [],
    )
    try:
        entry = _entry("accept", image, intake, now=now, size_bytes=accepted.size_bytes, type=facts.content_type)
        image = accept_corrected(image, accepted, lifecycle=intake.lifecycle, also=[entry], now=now)
    except NoLongerReserved as lost:
        if not _is_needed(image, lost.kept_sha256, digest, intake):
            intake.originals.delete(kept_at)
        return False
    except PathLost:
        intake.originals.delete(kept_at)
        _reject(image, RejectionReason.EXPIRED, intake, now=now)
        return False
    if not is_held:
        holding.hold_late(image, now=now)
    _announce(image, kept_at, intake)
    logger.info(
        "upload accepted", image_id=image.image_id, bytes=len(upload.body), type=facts.content_type, held=is_held
    )
    count("UploadAccepted")
    return True


def _announce(image: Image, kept_at: str, intake: AcceptServices) -> None:
    """Ask for the variants. Other bytes under the same form go, of a run that ended before it could take them back."""
    at_once(
        lambda: request_variants(image, queue=intake.variant_queue),
        lambda: intake.originals.delete_listed(
            original_prefix(image.owner, image.image_id), lambda key: key != kept_at
        ),
    )


def _is_needed(image: Image, kept_sha256: str | None, sha256: str, intake: AcceptServices) -> bool:
    """Whether a record that is no longer reserved has these bytes, live or in the bin, or may be changing just now."""
    if kept_sha256 is not None:
        return kept_sha256 == sha256
    deleted = intake.images.find_deleted(image.owner, image.image_id)
    if deleted is not None:
        return deleted.sha256 == sha256
    return intake.images.owner_of(image.image_id, consistent=True) is not None


def _reject(
    image: Image, reason: RejectionReason, intake: AcceptServices, *, found_type: str | None = None, now: datetime
) -> None:
    entry = _entry("reject", image, intake, now=now, reason=reason.value, found_type=found_type)
    intake.lifecycle.reject(image, reason, found_type=found_type, also=[entry], now=now)
    logger.info("upload rejected", image_id=image.image_id, reason=reason.value, found=found_type)
    count("UploadRejected")


def _clear_orphan(owner: str, image_id: str, intake: AcceptServices) -> None:
    """Removes everything of an image that was deleted during its upload. An image in the bin still has its id."""
    if intake.images.owner_of(image_id, consistent=True) is None:
        intake.originals.delete_listed(original_prefix(owner, image_id), lambda _: True)


def _entry(action: str, image: Image, intake: AcceptServices, *, now: datetime, **details: Any) -> dict[str, Any]:
    """The audit entry, for the transaction of what it says."""
    about = {"filename": image.filename, "album": image.album, **details}
    entry = entry_of(action, "image", image.image_id, by="upload_consumer", now=now, details=about)
    return intake.audit.appending(image.owner, entry)
