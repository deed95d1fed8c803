"""The services that changes of images need."""

from dataclasses import dataclass

from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.queues import Queue
from pixelflare.catalog import AlbumStore, ImageStore
from pixelflare.library.allowance import EdgeAllowance
from pixelflare.usage import Admissions
from pixelflare.variants import (
    PublishLeases,
    Purger,
    VariantStore,
)


@dataclass(frozen=True)
class LibraryServices:
    images: ImageStore
    albums: AlbumStore
    variant_store: VariantStore
    publish_leases: PublishLeases
    edge: Purger
    allowance: EdgeAllowance
    variant_queue: Queue
    multipart: MultipartUploads
    admissions: Admissions
