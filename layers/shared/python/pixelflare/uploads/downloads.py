"""The way to an image's untouched bytes, for its owner."""

from datetime import timedelta
from urllib.parse import quote

from pixelflare.aws.objects import ObjectStore
from pixelflare.base.errors import NotReady
from schema.keys.objects import original_object
from schema.library.images import Image
from schema.limits import DOWNLOAD_URL_SECONDS

_PLAIN = "!#$&+-.^_`|~"
"""What RFC 8187 lets stand beside letters and digits."""


def download_address(image: Image, *, originals: ObjectStore) -> str:
    """Where the original can be fetched from for a minute, live or in the bin. Raises NotReady without accepted bytes."""
    if image.sha256 is None or image.facts is None:
        raise NotReady(f"image {image.image_id} has no bytes", details={"status": image.status})
    return originals.download_address(
        original_object(image.owner, image.image_id, image.sha256),
        content_type=image.facts.content_type,
        disposition=_attachment(image),
        lifetime=timedelta(seconds=DOWNLOAD_URL_SECONDS),
    )


def _attachment(image: Image) -> str:
    """RFC 6266: the name in the path for old clients, the name as it was typed for all others."""
    return f"attachment; filename=\"{image.filename}\"; filename*=UTF-8''{quote(image.display_name, safe=_PLAIN)}"
