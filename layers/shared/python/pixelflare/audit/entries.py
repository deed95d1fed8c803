"""Entries of what nobody requested by HTTP: the system's own work, and an operator's commands."""

from datetime import datetime
from typing import Any

from pixelflare.audit.ids import new_entry_id
from schema.audit import AuditEntry, AuditStatus
from schema.library.images import Image

SYSTEM, OPERATOR = "system", "operator"
"""Actors beside users, API keys and upload tokens."""


def entry_of(
    action: str,
    resource_type: str,
    resource_id: str | None,
    *,
    by: str,
    now: datetime,
    actor: str = SYSTEM,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """A change that has succeeded. `by` is the function or the command that makes it."""
    return AuditEntry(
        id=new_entry_id(now),
        at=now,
        actor=actor,
        action=action,
        resource_type=resource_type,
        resource_id=resource_id,
        method="SYSTEM" if actor == SYSTEM else "OPERATION",
        path=by,
        address="",
        request_id="",
        status=AuditStatus.SUCCESS,
        http_status=200,
        details=details or {},
    )


def entry_of_system(action: str, image: Image, *, part: str, now: datetime, **details: Any) -> AuditEntry:
    """What a part of the system does to an image."""
    about = {"filename": image.filename, "album": image.album, **details}
    return entry_of(action, "image", image.image_id, by=part, now=now, details=about)
