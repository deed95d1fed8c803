"""Keys of notices by e-mail, with owners first: the switches in the core table, the rest in the ephemeral one."""

from schema.keys import Key
from schema.keys.core import owner_partition
from schema.library.events import EventKind


def notices_key(owner: str) -> Key:
    """Core table: which notices the owner gets, and who that is in the user pool."""
    return {"pk": owner_partition(owner), "sk": "#NOTICES"}


def letter_key(owner: str, kind: EventKind) -> Key:
    """Ephemeral table: what waits to be told of one kind."""
    return {"pk": f"NO#{owner}", "sk": f"L#{kind}"}


def told_key(owner: str, event_id: str) -> Key:
    """Ephemeral table: an event that is in a letter. It can exist once."""
    return {"pk": f"NO#{owner}", "sk": f"E#{event_id}"}
