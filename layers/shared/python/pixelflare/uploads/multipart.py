"""Multipart uploads. A broken connection costs only one part, and another tab can continue.

The record names an image's S3 upload, and S3 knows its progress. Once completed, the object's event starts the check,
as for a form.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pixelflare.aws.multipart import MultipartUploads, Part
from pixelflare.aws.objects import ObjectStore
from pixelflare.base.errors import ChangedMeanwhile, Conflict, InvalidRequest, NotFound, NotReady
from pixelflare.base.optimistic import change_current
from pixelflare.catalog import ImageStore, UploadStore, get_live_image
from schema.keys.objects import upload_object
from schema.library.images import Image, ImageStatus
from schema.library.multipart import MultipartUpload, PartAddress, ReceivedPart, SignPart, UploadInParts
from schema.limits import MIN_MULTIPART_BYTES, MULTIPART_SECONDS, PART_URL_SECONDS


@dataclass(frozen=True)
class MultipartServices:
    """The services for multipart uploads."""

    images: ImageStore
    records: UploadStore
    uploads: ObjectStore
    multipart: MultipartUploads


def begin_parts(owner: str, image_id: str, intake: MultipartServices, *, now: datetime) -> MultipartUpload:
    """The image's current multipart upload, or a new one. The path stays reserved for a day.

    Two calls at once get the same upload. Raises NotFound, InvalidRequest, PathTaken, or Conflict if the image has its
    bytes.
    """

    def begin(image: Image) -> MultipartUpload:
        return _progress(image, intake, now=now) or _begin(image, intake, now=now)

    return change_current(
        lambda: _reserved(owner, image_id, intake), begin, expected_version=None, name=f"image {image_id}"
    )


def _begin(image: Image, intake: MultipartServices, *, now: datetime) -> MultipartUpload:
    """Raises ChangedMeanwhile if another call was faster. The S3 upload is aborted then."""
    size = _declared(image)
    if intake.uploads.etag_of(_key(image)) is not None:
        raise _has_bytes(image)
    if image.parts is not None:
        intake.multipart.abort(_key(image), image.parts.upload_id)
    upload = UploadInParts(
        upload_id=intake.multipart.begin(_key(image), content_type=image.declared_type),
        size_bytes=size,
        expires_at=now + timedelta(seconds=MULTIPART_SECONDS),
    )
    noted = False
    try:
        noted = intake.records.begin_parts(image, upload, now=now)
    finally:
        if not noted:
            intake.multipart.abort(_key(image), upload.upload_id)
    if not noted:
        raise ChangedMeanwhile(f"others are changing the multipart upload of image {image.image_id}")
    return _shown(upload, [])


def parts_progress(owner: str, image_id: str, intake: MultipartServices, *, now: datetime) -> MultipartUpload:
    """The progress of the multipart upload. Raises NotFound if there is none."""
    progress = _progress(get_live_image(owner, image_id, images=intake.images), intake, now=now)
    if progress is None:
        raise _none_under_way(image_id)
    return progress


def sign_part(owner: str, image_id: str, request: SignPart, intake: MultipartServices, *, now: datetime) -> PartAddress:
    """The address for one part. Each part has a fixed size, so that the total cannot exceed the declared one.

    Raises NotFound, or InvalidRequest for a part beyond the declared size.
    """
    image = get_live_image(owner, image_id, images=intake.images)
    upload = _open_upload(image, now=now)
    if upload is None:
        raise _none_under_way(image_id)
    if request.part_number > upload.count:
        raise InvalidRequest(f"{upload.size_bytes} bytes have {upload.count} parts", details={"parts": upload.count})
    size = upload.size_of(request.part_number)
    if request.size_bytes != size:
        raise InvalidRequest(f"part {request.part_number} has {size} bytes", details={"size_bytes": size})
    lifetime = min(timedelta(seconds=PART_URL_SECONDS), upload.expires_at - now)
    url = intake.multipart.address(
        _key(image), upload.upload_id, part_number=request.part_number, size_bytes=size, lifetime=lifetime
    )
    headers = {"Content-Length": str(size)}
    return PartAddress(part_number=request.part_number, url=url, headers=headers, expires_at=now + lifetime)


def complete_parts(owner: str, image_id: str, intake: MultipartServices) -> Image:
    """The image with its parts joined. A repetition gives the same answer.

    Raises NotFound, NotReady with the missing parts, or Conflict if one is being sent again.
    """
    image = get_live_image(owner, image_id, images=intake.images)
    if image.parts is None:
        raise _none_under_way(image_id)
    if image.status is not ImageStatus.RESERVED:
        return image
    parts = intake.multipart.received(_key(image), image.parts.upload_id)
    if parts is not None:
        _check_whole(image.parts, parts)
        if intake.multipart.complete(_key(image), image.parts.upload_id, parts):
            return image
    return _completed_before(image, intake)


def _completed_before(image: Image, intake: MultipartServices) -> Image:
    if not _has_arrived(image, intake):
        raise _none_under_way(image.image_id)
    return get_live_image(image.owner, image.image_id, images=intake.images)


def _has_arrived(image: Image, intake: MultipartServices) -> bool:
    """Whether the image has its bytes. The object leaves quarantine only after the record has settled, so one of the
    two, in this order, shows the bytes. Raises NotFound."""
    if intake.uploads.etag_of(_key(image)) is not None:
        return True
    current = get_live_image(image.owner, image.image_id, images=intake.images)
    return current.status is not ImageStatus.RESERVED


def abort_parts(owner: str, image_id: str, intake: MultipartServices, *, now: datetime) -> None:
    """Ends the multipart upload and discards its parts. Can be repeated. Raises Conflict once it is complete."""
    image = get_live_image(owner, image_id, images=intake.images)
    if image.parts is None:
        return
    intake.multipart.abort(_key(image), image.parts.upload_id)
    if _has_arrived(image, intake):
        raise _has_bytes(image)
    intake.records.end_parts(image, now=now)


def drop_parts(image: Image, *, multipart: MultipartUploads) -> None:
    """For a reservation that was just removed: discards its parts. Late parts expire at S3 after a day."""
    if image.parts is not None:
        multipart.abort(_key(image), image.parts.upload_id)


def _reserved(owner: str, image_id: str, intake: MultipartServices) -> Image:
    image = get_live_image(owner, image_id, images=intake.images)
    if image.status is not ImageStatus.RESERVED:
        raise _has_bytes(image)
    return image


def _declared(image: Image) -> int:
    """Raises InvalidRequest if the size is unknown, or too small for parts."""
    if image.declared_bytes is None or image.declared_bytes < MIN_MULTIPART_BYTES:
        raise InvalidRequest(f"for a multipart upload, reserve with size_bytes of at least {MIN_MULTIPART_BYTES}")
    return image.declared_bytes


def _open_upload(image: Image, *, now: datetime) -> UploadInParts | None:
    usable = image.status is ImageStatus.RESERVED and image.parts is not None and now < image.parts.expires_at
    return image.parts if usable else None


def _progress(image: Image, intake: MultipartServices, *, now: datetime) -> MultipartUpload | None:
    upload = _open_upload(image, now=now)
    parts = intake.multipart.received(_key(image), upload.upload_id) if upload else None
    return None if upload is None or parts is None else _shown(upload, parts)


def _check_whole(upload: UploadInParts, parts: list[Part]) -> None:
    sizes = {part.number: part.size_bytes for part in parts}
    missing = [number for number in range(1, upload.count + 1) if sizes.get(number) != upload.size_of(number)]
    if missing:
        raise NotReady(f"{len(missing)} of {upload.count} parts are missing", details={"missing": missing})


def _shown(upload: UploadInParts, parts: list[Part]) -> MultipartUpload:
    return MultipartUpload(
        upload_id=upload.upload_id,
        size_bytes=upload.size_bytes,
        part_size=upload.size_of(1),
        parts=upload.count,
        received=[ReceivedPart(part_number=part.number, size_bytes=part.size_bytes) for part in parts],
        expires_at=upload.expires_at,
    )


def _key(image: Image) -> str:
    return upload_object(image.owner, image.image_id, image.nonce)


def _none_under_way(image_id: str) -> NotFound:
    return NotFound(f"image {image_id} has no multipart upload in progress; begin one")


def _has_bytes(image: Image) -> Conflict:
    return Conflict(f"image {image.image_id} has its bytes already", details={"status": image.status})
