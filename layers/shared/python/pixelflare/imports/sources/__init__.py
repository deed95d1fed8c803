"""Where pictures can be imported from."""

from typing import Any

from pixelflare.aws.foreign_buckets import ForeignPlace
from pixelflare.backups import open_bucket
from pixelflare.imports.sources.addresses import AddressSource
from pixelflare.imports.sources.bucket import BucketPictures
from pixelflare.imports.sources.source import Found, ImportSource, Listed
from pixelflare.imports.sources.vendors import Cloudflare, Cloudinary, ImageKit
from pixelflare.outgoing import OutgoingClient
from schema.library.imports import Import, SourceKind

__all__ = ["Found", "ImportSource", "Listed", "source_of"]


def source_of(job: Import, secret: str, *, outgoing: OutgoingClient, private_allowed: bool) -> ImportSource:
    """Raises InvalidRequest for a bucket by plain http, where that is not allowed."""
    asked: dict[str, Any] = dict(job.source)
    match job.kind:
        case SourceKind.BUCKET:
            prefix = asked.pop("prefix", "")
            place = ForeignPlace(**asked, secret_access_key=secret)
            bucket = open_bucket(place, private_allowed=private_allowed)
            return BucketPictures(bucket, name=place.bucket, prefix=prefix)
        case SourceKind.CLOUDINARY:
            return Cloudinary(outgoing, **asked, api_secret=secret)
        case SourceKind.CLOUDFLARE:
            return Cloudflare(outgoing, **asked, api_token=secret)
        case SourceKind.IMAGEKIT:
            return ImageKit(outgoing, private_key=secret)
        case SourceKind.ADDRESSES:
            return AddressSource(outgoing, are_stored=job.found > 0)
