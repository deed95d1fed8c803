"""The audit log: who did what, from where, and with which outcome. Entries are written once and never change."""

from pixelflare.audit.entries import OPERATOR, SYSTEM, entry_of, entry_of_system
from pixelflare.audit.export import AuditTable, export_entries
from pixelflare.audit.ids import new_entry_id
from pixelflare.audit.log import AuditLog, AuditQuery, entry_lost

__all__ = [
    "OPERATOR",
    "SYSTEM",
    "AuditLog",
    "AuditQuery",
    "AuditTable",
    "entry_lost",
    "entry_of",
    "entry_of_system",
    "export_entries",
    "new_entry_id",
]
