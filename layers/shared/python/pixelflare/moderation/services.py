"""What moderation works with, and its audit entries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixelflare.audit import AuditLog, new_entry_id
from pixelflare.aws.queues import Queue
from pixelflare.catalog import ImageStore, ModerationStore
from schema.audit import AuditEntry, AuditStatus
from schema.library.images import Image

_SYSTEM = "system"


@dataclass(frozen=True)
class ModerationServices:
    images: ImageStore
    moderations: ModerationStore
    variant_queue: Queue
    audit: AuditLog


def noting(action: str, image: Image, audit: AuditLog, *, now: datetime, **details: Any) -> dict[str, Any]:
    """The audit entry of what the system does to an image, for the transaction that does it."""
    entry = AuditEntry(
        id=new_entry_id(now),
        at=now,
        actor=_SYSTEM,
        action=action,
        resource_type="image",
        resource_id=image.image_id,
        method="SYSTEM",
        path="moderation",
        address="",
        request_id="",
        status=AuditStatus.SUCCESS,
        http_status=200,
        details={"filename": image.filename, "album": image.album, **details},
    )
    return audit.appending(image.owner, entry)
