"""Audit entries of what the system does by itself."""

from datetime import datetime
from typing import Any

from pixelflare.audit.ids import new_entry_id
from schema.audit import AuditEntry, AuditStatus
from schema.library.images import Image

SYSTEM = "system"


def entry_of_system(action: str, image: Image, *, part: str, now: datetime, **details: Any) -> AuditEntry:
    """What a part of the system does to an image."""
    return AuditEntry(
        id=new_entry_id(now),
        at=now,
        actor=SYSTEM,
        action=action,
        resource_type="image",
        resource_id=image.image_id,
        method="SYSTEM",
        path=part,
        address="",
        request_id="",
        status=AuditStatus.SUCCESS,
        http_status=200,
        details={"filename": image.filename, "album": image.album, **details},
    )
