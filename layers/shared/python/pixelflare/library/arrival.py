"""An image that comes to an album where pictures are held until they are moderated."""

from datetime import datetime

from pixelflare.catalog import held
from pixelflare.library.services import LibraryServices
from schema.addresses.image_path import ImagePath
from schema.library.images import Image
from schema.library.moderation import Moderation


def moderation_at(image: Image, to: ImagePath, library: LibraryServices, *, now: datetime) -> Moderation | None:
    """What holds the image there. None if it stays as it is. An image never loses its hold by going elsewhere."""
    if image.sha256 is None or (to.album == image.album and image.deleted_at is None):
        return None
    moderation = held(image, now=now)
    return moderation if moderation and library.albums.holds(image.owner, to.album) else None
