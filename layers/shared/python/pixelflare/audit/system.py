"""Entries of what the system does by itself."""

from datetime import datetime
from typing import Any

from pixelflare.audit.ids import new_entry_id
from pixelflare.audit.log import AuditLog
from schema.audit import AuditEntry, AuditStatus
from schema.library.images import Image

_SYSTEM = "system"


def system_entry(
    action: str,
    image: Image,
    audit: AuditLog,
    *,
    path: str,
    method: str = "QUEUE",
    details: dict[str, Any] | None = None,
    now: datetime,
) -> dict[str, Any]:
    """The entry, for the transaction that does it to the image. `path` is the function's name."""
    entry = AuditEntry(
        id=new_entry_id(now),
        at=now,
        actor=_SYSTEM,
        action=action,
        resource_type="image",
        resource_id=image.image_id,
        method=method,
        path=path,
        address="",
        request_id="",
        status=AuditStatus.SUCCESS,
        http_status=200,
        details={"filename": image.filename, "album": image.album, **(details or {})},
    )
    return audit.appending(image.owner, entry)
