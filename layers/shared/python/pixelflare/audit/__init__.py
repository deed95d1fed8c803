"""Who did what, from where, and how it ended: entries that are written once and never changed."""

from pixelflare.audit.ids import new_entry_id
from pixelflare.audit.log import AuditLog, AuditQuery

__all__ = ["AuditLog", "AuditQuery", "new_entry_id"]
