"""The catalog: an owner's images and albums, their paths, live or in the bin."""

from pixelflare.catalog.albums.albums import (
    change_album,
    create_album,
    delete_album,
    ensure_album,
    get_album,
    list_albums,
)
from pixelflare.catalog.albums.store import AlbumStore
from pixelflare.catalog.bin.due import DueRow, DueWork
from pixelflare.catalog.bin.store import BinStore
from pixelflare.catalog.claims.lookup import PathLookup
from pixelflare.catalog.claims.names import next_name, with_ending
from pixelflare.catalog.claims.store import ClaimStore, PathClaim
from pixelflare.catalog.images.find import check_expiry, get_image, get_live_image, refuse_taken_down, refuse_withheld
from pixelflare.catalog.images.listing import ImageListing, ImageQuery, SortOrder
from pixelflare.catalog.images.moderation import ModerationStore, held
from pixelflare.catalog.images.origins import OriginStore, imported_from
from pixelflare.catalog.images.resources import addresses_of, resource_of
from pixelflare.catalog.images.returns import ReturnedImages
from pixelflare.catalog.images.rows import begun_anew, index_places
from pixelflare.catalog.images.store import ImageStore
from pixelflare.catalog.tags.store import TagStore
from pixelflare.catalog.tags.tags import change_tag, create_tag, delete_tag, get_tag, list_tags, tag_image
from pixelflare.catalog.uploads.existing import Existing
from pixelflare.catalog.uploads.lifecycle import UploadLifecycle
from pixelflare.catalog.uploads.outcomes import Accepted, NoLongerReserved, PathLost
from pixelflare.catalog.uploads.store import UploadStore

__all__ = [
    "Accepted",
    "AlbumStore",
    "BinStore",
    "ClaimStore",
    "DueRow",
    "DueWork",
    "Existing",
    "ImageListing",
    "ImageQuery",
    "ImageStore",
    "ModerationStore",
    "NoLongerReserved",
    "OriginStore",
    "PathClaim",
    "PathLookup",
    "PathLost",
    "ReturnedImages",
    "SortOrder",
    "TagStore",
    "UploadLifecycle",
    "UploadStore",
    "addresses_of",
    "begun_anew",
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
    "held",
    "imported_from",
    "index_places",
    "list_albums",
    "list_tags",
    "next_name",
    "refuse_taken_down",
    "refuse_withheld",
    "resource_of",
    "tag_image",
    "with_ending",
]
