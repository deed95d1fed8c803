"""Images and albums: what an owner has, under which names, live or in the bin."""

from pixelflare.catalog.album_store import AlbumStore
from pixelflare.catalog.albums import change_album, create_album, delete_album, ensure_album, get_album, list_albums
from pixelflare.catalog.claims import Claim
from pixelflare.catalog.images import check_expiry, get_image, get_live_image
from pixelflare.catalog.listing import ImageListing, Order, Question
from pixelflare.catalog.resources import addresses_of, resource_of
from pixelflare.catalog.store import ImageStore
from pixelflare.catalog.tag_store import TagStore
from pixelflare.catalog.tags import change_tag, create_tag, delete_tag, get_tag, list_tags, tag_image
from pixelflare.catalog.upload_store import UploadStore
from pixelflare.catalog.uploads import Accepted, NoLongerReserved, PathLost

__all__ = [
    "Accepted",
    "AlbumStore",
    "Claim",
    "ImageListing",
    "ImageStore",
    "NoLongerReserved",
    "Order",
    "PathLost",
    "Question",
    "TagStore",
    "UploadStore",
    "addresses_of",
    "change_album",
    "change_tag",
    "check_expiry",
    "create_album",
    "create_tag",
    "delete_album",
    "delete_tag",
    "ensure_album",
    "get_album",
    "get_image",
    "get_live_image",
    "get_tag",
    "list_albums",
    "list_tags",
    "resource_of",
    "tag_image",
]
