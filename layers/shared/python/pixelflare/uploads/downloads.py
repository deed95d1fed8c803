"""Downloads of an image's untouched bytes, for its owner."""

from datetime import timedelta
from urllib.parse import quote

from pixelflare.aws.objects import ObjectStore
from pixelflare.base.errors import NotReady
from schema.keys.objects import original_object
from schema.library.images import Image
from schema.limits import DOWNLOAD_URL_SECONDS

_PLAIN = "!#$&+-.^_`|~"
"""The characters that RFC 8187 allows beside letters and digits."""


def download_address(image: Image, *, originals: ObjectStore) -> str:
    """The original's address for a minute, live or in the bin. Raises NotReady without accepted bytes."""
    if image.sha256 is None or image.facts is None:
        raise NotReady(f"image {image.image_id} has no bytes", details={"status": image.status})
    return originals.download_address(
        original_object(image.owner, image.image_id, image.sha256),
        content_type=image.facts.content_type,
        disposition=_attachment(image),
        lifetime=timedelta(seconds=DOWNLOAD_URL_SECONDS),
    )


def _attachment(image: Image) -> str:
    """RFC 6266: the name in the path for old clients, the original name for all others."""
    return f"attachment; filename=\"{image.filename}\"; filename*=UTF-8''{quote(image.display_name, safe=_PLAIN)}"
