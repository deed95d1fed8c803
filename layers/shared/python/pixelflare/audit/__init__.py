"""The audit log: who did what, from where, and with which outcome. Entries are written once and never change."""

from pixelflare.audit.ids import new_entry_id
from pixelflare.audit.log import AuditLog, AuditQuery
from pixelflare.audit.system import entry_of_system

__all__ = ["AuditLog", "AuditQuery", "entry_of_system", "new_entry_id"]
