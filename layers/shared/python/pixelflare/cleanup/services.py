"""What the clean-up works with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixelflare.audit import AuditLog, new_entry_id
from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.catalog import BinStore, ClaimStore, DueWork, ImageStore, TagStore
from pixelflare.search import SearchIndex
from pixelflare.variants import PublishLeases, Purger, VariantStore
from pixelflare.vision import ContentAnalyses
from schema.audit import AuditEntry, AuditStatus
from schema.library.images import Image

_SYSTEM = "system"


@dataclass(frozen=True)
class CleanupServices:
    due: DueWork
    images: ImageStore
    bin: BinStore
    claims: ClaimStore
    tags: TagStore
    index: SearchIndex
    analyses: ContentAnalyses
    audit: AuditLog
    uploads: ObjectStore
    multipart: MultipartUploads
    originals: ObjectStore
    public: ObjectStore
    private: ObjectStore
    variant_store: VariantStore
    publish_leases: PublishLeases
    edge: Purger
    variant_queue: Queue
    classifications: Queue | None
    """None where nothing looks at pictures."""


def noting(action: str, image: Image, services: CleanupServices, *, now: datetime) -> dict[str, Any]:
    """The audit entry of something that the system does to an image, for the transaction that does it."""
    entry = AuditEntry(
        id=new_entry_id(now),
        at=now,
        actor=_SYSTEM,
        action=action,
        resource_type="image",
        resource_id=image.image_id,
        method="SCHEDULE",
        path="cleanup_schedule",
        address="",
        request_id="",
        status=AuditStatus.SUCCESS,
        http_status=200,
        details={"filename": image.filename, "album": image.album},
    )
    return services.audit.appending(image.owner, entry)
