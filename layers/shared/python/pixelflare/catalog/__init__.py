"""Images and albums: what an owner has, under which names, live or in the bin."""

from pixelflare.catalog.album_store import AlbumStore
from pixelflare.catalog.albums import change_album, create_album, delete_album, ensure_album, get_album, list_albums
from pixelflare.catalog.images import change_image, get_image, get_live_image
from pixelflare.catalog.listing import ImageListing, Question
from pixelflare.catalog.resources import resource_of
from pixelflare.catalog.store import ImageStore
from pixelflare.catalog.uploads import Accepted, NoLongerReserved, PathLost

__all__ = [
    "Accepted",
    "AlbumStore",
    "ImageListing",
    "ImageStore",
    "NoLongerReserved",
    "PathLost",
    "Question",
    "change_album",
    "change_image",
    "create_album",
    "delete_album",
    "ensure_album",
    "get_album",
    "get_image",
    "get_live_image",
    "list_albums",
    "resource_of",
]
