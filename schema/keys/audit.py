"""Keys of the audit table."""

from schema.keys import Key


def audit_key(owner: str, month: str, entry_id: str) -> Key:
    """Entries by owner and month (`2026-11`), in the order of their ULIDs."""
    return {"pk": f"AU#{owner}#{month}", "sk": entry_id}
