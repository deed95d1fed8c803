"""Small files through the API itself, for clients that cannot post a form."""

from pixelflare.aws.objects import ObjectStore, content_etag
from pixelflare.base.errors import Conflict, InvalidRequest, NotFound, PayloadTooLarge, UnsupportedMediaType
from pixelflare.catalog import ImageStore
from pixelflare.uploads.tokens import UploadGrant
from schema.addresses.formats import may_be_a_picture
from schema.keys.objects import upload_object
from schema.library.images import Image, ImageStatus
from schema.limits import MAX_DIRECT_BYTES


def put_upload(
    grant: UploadGrant,
    body: bytes,
    content_type: str | None,
    *,
    images: ImageStore,
    uploads: ObjectStore,
    max_bytes: int = MAX_DIRECT_BYTES,
) -> Image:
    """The image, whose bytes are checked like any upload's. This uses up the grant.

    Raises PayloadTooLarge, InvalidRequest, UnsupportedMediaType, NotFound, or Conflict if bytes were sent before.
    """
    if len(body) > max_bytes:
        raise PayloadTooLarge(f"at most {max_bytes} bytes can be sent this way; use the upload form instead")
    if not body:
        raise InvalidRequest("the body is empty; send the image's bytes")
    image = _awaited(grant, images=images)
    if image.status is not ImageStatus.RESERVED:
        raise _used()
    _check_declared(image, body, content_type)
    key = upload_object(grant.owner, grant.image_id, grant.nonce)
    if not uploads.write_once(key, body, content_type=image.declared_type):
        raise _used()
    return _as_taken(grant, content_etag(body), images=images)


def _awaited(grant: UploadGrant, *, images: ImageStore) -> Image:
    image = images.find(grant.owner, grant.image_id)
    if image is None:
        raise NotFound(f"no image {grant.image_id}")
    return image


def _check_declared(image: Image, body: bytes, content_type: str | None) -> None:
    if not may_be_a_picture(content_type):
        raise UnsupportedMediaType(f"{content_type} is not a picture's Content-Type; send {image.declared_type}")
    if image.declared_bytes is not None and len(body) > image.declared_bytes:
        raise PayloadTooLarge(f"{image.declared_bytes} bytes were declared, but {len(body)} were sent")


def _as_taken(grant: UploadGrant, etag: str, *, images: ImageStore) -> Image:
    """Whether the record has other bytes. The quarantined object of an earlier upload goes only after the record has
    settled. So if ours could be written because an earlier one had just gone, the record shows it by now."""
    image = _awaited(grant, images=images)
    if image.status in (ImageStatus.PROCESSING, ImageStatus.READY) and image.upload_etag != etag:
        raise _used()
    return image


def _used() -> Conflict:
    return Conflict("this image has received bytes already; reserve another one")
