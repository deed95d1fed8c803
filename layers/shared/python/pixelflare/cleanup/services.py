"""What the clean-up works with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixelflare.audit import AuditLog, entry_of
from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.catalog import BinStore, ClaimStore, DueWork, ImageStore, TagStore
from pixelflare.search import SearchIndex
from pixelflare.variants import PublishLeases, Purger, VariantStore
from schema.library.images import Image


@dataclass(frozen=True)
class CleanupServices:
    due: DueWork
    images: ImageStore
    bin: BinStore
    claims: ClaimStore
    tags: TagStore
    index: SearchIndex
    audit: AuditLog
    uploads: ObjectStore
    multipart: MultipartUploads
    originals: ObjectStore
    public: ObjectStore
    private: ObjectStore
    variant_store: VariantStore
    publish_leases: PublishLeases
    edge: Purger


def noting(action: str, image: Image, services: CleanupServices, *, now: datetime) -> dict[str, Any]:
    """The audit entry of something that the system does to an image, for the transaction that does it."""
    entry = entry_of(
        action,
        "image",
        image.image_id,
        by="cleanup_schedule",
        now=now,
        details={"filename": image.filename, "album": image.album},
    )
    return services.audit.appending(image.owner, entry)
