"""Large files in parts, so that a broken connection costs one part and another tab can go on.

The record says which of S3's uploads an image's is; S3 says how far it has come. Once completed, the object's event is
the truth as it is for a form's.
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
    """What uploads in parts are made with."""

    images: ImageStore
    records: UploadStore
    uploads: ObjectStore
    multipart: MultipartUploads


def begin_parts(owner: str, image_id: str, intake: MultipartServices, *, now: datetime) -> MultipartUpload:
    """The image's upload in parts: the one under way, or else a new one. The path stays reserved for a day.

    Two that begin at once get the same one. Raises NotFound, InvalidRequest, PathTaken, or Conflict when the image has
    got its bytes.
    """

    def begin(image: Image) -> MultipartUpload:
        return _progress(image, intake, now=now) or _begin(image, intake, now=now)

    return change_current(
        lambda: _reserved(owner, image_id, intake), begin, expected_version=None, name=f"image {image_id}"
    )


def _begin(image: Image, intake: MultipartServices, *, now: datetime) -> MultipartUpload:
    """Raises ChangedMeanwhile when somebody else was faster; S3's upload is forgotten again then."""
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
        raise ChangedMeanwhile(f"the upload of image {image.image_id} is begun and ended by others at the same time")
    return _shown(upload, [])


def parts_progress(owner: str, image_id: str, intake: MultipartServices, *, now: datetime) -> MultipartUpload:
    """How far the upload in parts has come. Raises NotFound when none is under way."""
    progress = _progress(get_live_image(owner, image_id, images=intake.images), intake, now=now)
    if progress is None:
        raise _none_under_way(image_id)
    return progress


def sign_part(owner: str, image_id: str, request: SignPart, intake: MultipartServices, *, now: datetime) -> PartAddress:
    """Where to send one part. Each has its one size, so that all together can not exceed what was declared.

    Raises NotFound, or InvalidRequest for a part that the declared size does not have.
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
    """The image, whose parts have been put together. Repeating it after a lost answer gives the same.

    Raises NotFound, NotReady with the parts that are missing, or Conflict when one is being sent again.
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
    """The object goes from quarantine only after the record has settled, so one of the two, in this order, knows of the
    bytes. Raises NotFound."""
    if intake.uploads.etag_of(_key(image)) is not None:
        return True
    current = get_live_image(image.owner, image.image_id, images=intake.images)
    return current.status is not ImageStatus.RESERVED


def abort_parts(owner: str, image_id: str, intake: MultipartServices, *, now: datetime) -> None:
    """End the upload in parts and throw its parts away; harmless when repeated. Raises Conflict once it is complete."""
    image = get_live_image(owner, image_id, images=intake.images)
    if image.parts is None:
        return
    intake.multipart.abort(_key(image), image.parts.upload_id)
    if _has_arrived(image, intake):
        raise _has_bytes(image)
    intake.records.end_parts(image, now=now)


def drop_parts(image: Image, *, multipart: MultipartUploads) -> None:
    """For a reservation that has just been removed: its parts are of no use to anybody. Late ones end with S3's day."""
    if image.parts is not None:
        multipart.abort(_key(image), image.parts.upload_id)


def _reserved(owner: str, image_id: str, intake: MultipartServices) -> Image:
    image = get_live_image(owner, image_id, images=intake.images)
    if image.status is not ImageStatus.RESERVED:
        raise _has_bytes(image)
    return image


def _declared(image: Image) -> int:
    """Raises InvalidRequest when the size is not known, or too small to be sent in parts."""
    if image.declared_bytes is None or image.declared_bytes < MIN_MULTIPART_BYTES:
        raise InvalidRequest(f"for an upload in parts, reserve with size_bytes, {MIN_MULTIPART_BYTES} at least")
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
    return NotFound(f"no upload in parts is under way for image {image_id}; begin one")


def _has_bytes(image: Image) -> Conflict:
    return Conflict(f"image {image.image_id} has got its bytes already", details={"status": image.status})
