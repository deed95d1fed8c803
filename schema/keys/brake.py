"""Key of the bill brake's one row, in the core table."""

from schema.keys import Key

INSTALLATION = "installation"
"""Whose audit log has what happens to all owners. No owner's id looks like that."""


def brake_key() -> Key:
    return {"pk": "BRAKE", "sk": "#"}
