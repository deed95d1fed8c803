"""What happens when bytes arrive in quarantine: they become an original, or are refused with a reason.

May run twice, late, or after a crash anywhere: each step is harmless when repeated, the record decides by a
condition, and the quarantined object goes last, so that a repeated event finds either the same work or none.
"""

import hashlib
from datetime import datetime

from pixelflare.aws.objects import ObjectStore, StoredObject
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import TransactionRefused
from pixelflare.base.observability import count, logger
from pixelflare.catalog import Accepted, ImageStore
from pixelflare.imaging import Refused, inspect
from pixelflare.variants import request_variants
from schema.errors import RejectionReason
from schema.images import Image, ImageStatus
from schema.keys import original_object, parse_upload_object
from schema.limits import MAX_UPLOAD_BYTES
from schema.messages import ObjectCreated
from schema.names import extension_of


def accept_upload(
    event: ObjectCreated,
    *,
    images: ImageStore,
    uploads: ObjectStore,
    originals: ObjectStore,
    variant_queue: Queue,
    now: datetime,
) -> None:
    """Inspect, keep and announce one upload; nothing of it stays in quarantine."""
    key = event.detail.object.key
    expected = parse_upload_object(key)
    if expected is None:
        raise ValueError(f"an object of no known shape lies in quarantine: {key}")
    owner, image_id, nonce = expected
    image = images.find(owner, image_id)
    if image is None:
        _clear_orphan(owner, image_id, images=images, originals=originals)
    elif image.nonce == nonce:
        _settle(image, key, images=images, uploads=uploads, originals=originals, variant_queue=variant_queue, now=now)
    uploads.delete(key)


def _settle(
    image: Image,
    key: str,
    *,
    images: ImageStore,
    uploads: ObjectStore,
    originals: ObjectStore,
    variant_queue: Queue,
    now: datetime,
) -> None:
    facts = uploads.facts(key)
    if facts is None:
        return  # an earlier run of the same event went all the way
    if image.status is ImageStatus.REJECTED:
        images.reject(image, image.reason or RejectionReason.DAMAGED, now=now)
    elif image.status is ImageStatus.RESERVED:
        _judge(image, key, facts.size_bytes, images=images, uploads=uploads, originals=originals, now=now)
        image = images.find(image.owner, image.image_id) or image
    if image.status is ImageStatus.PROCESSING and image.upload_etag == facts.etag:
        request_variants(image, queue=variant_queue)


def _judge(
    image: Image,
    key: str,
    size_bytes: int,
    *,
    images: ImageStore,
    uploads: ObjectStore,
    originals: ObjectStore,
    now: datetime,
) -> None:
    if size_bytes > MAX_UPLOAD_BYTES:
        return _reject(image, RejectionReason.TOO_LARGE, images=images, now=now)
    upload = uploads.read(key)
    if upload is None:
        return None
    try:
        accepted = _inspected(image, upload)
    except Refused as refused:
        return _reject(image, refused.reason, images=images, now=now)
    originals.write(original_object(image.owner, image.image_id), upload.body, content_type=accepted.facts.content_type)
    try:
        images.accept(image, accepted, now=now)
    except TransactionRefused as lost:
        originals.delete(original_object(image.owner, image.image_id))
        if 0 not in lost.failed:  # still reserved, but for so long that another image was given the path
            return _reject(image, RejectionReason.EXPIRED, images=images, now=now)
    else:
        logger.info("upload accepted", image_id=image.image_id, bytes=size_bytes, type=accepted.facts.content_type)
        count("UploadAccepted")
    return None


def _inspected(image: Image, upload: StoredObject) -> Accepted:
    """Raises Refused."""
    facts = inspect(upload.body, extension=extension_of(image.filename))
    if image.strip_metadata:
        facts = facts.model_copy(update={"exif": type(facts.exif)()})
    digest = hashlib.sha256(upload.body).hexdigest()
    return Accepted(size_bytes=len(upload.body), sha256=digest, upload_etag=upload.etag, facts=facts)


def _reject(image: Image, reason: RejectionReason, *, images: ImageStore, now: datetime) -> None:
    images.reject(image, reason, now=now)
    logger.info("upload rejected", image_id=image.image_id, reason=reason.value)
    count("UploadRejected")


def _clear_orphan(owner: str, image_id: str, *, images: ImageStore, originals: ObjectStore) -> None:
    """The record has been removed while its bytes were on the way: keep nothing, unless the image is in the bin."""
    if images.find_deleted(owner, image_id) is None:
        originals.delete(original_object(owner, image_id))
