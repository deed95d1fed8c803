"""The audit log: who did what, from where, and with which outcome."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from schema.base import Record

AUDIT_ID_PATTERN = r"^aud_[0-9A-HJKMNP-TV-Z]{26}$"
AUDIT_ID_LENGTH = len("aud_") + 26
NAME_PATTERN = r"^[a-z][a-z_]{0,39}$"
"""For an action and for a type of resource."""


class AuditStatus(StrEnum):
    SUCCESS = "success"
    FAILED = "failed"


AUDIT_SERVICE = "audit_log"
"""The dimension of the metric of lost entries, whichever function loses one."""
ACTOR_PATTERN = r"^[A-Za-z0-9_]{1,40}$"


class AuditEntry(Record):
    """One change, requested by somebody or made by the system. Entries are kept for ever and never change."""

    id: Annotated[str, Field(pattern=AUDIT_ID_PATTERN)]
    at: datetime
    actor: str
    """`user`, the id of an API key, `upload` for an upload token, `system`, or `operator`."""
    action: Annotated[str, Field(pattern=NAME_PATTERN)]
    resource_type: Annotated[str, Field(pattern=NAME_PATTERN)]
    resource_id: str | None = None
    """The changed resource. null if nothing was created, or if there were many."""
    method: str
    path: str
    """Without its query."""
    address: str
    """The viewer's address, as the edge saw it."""
    request_id: str
    status: AuditStatus
    http_status: int
    error_code: str | None = None
    details: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it
