"""Notices by e-mail came after release 0.1.0. Where an owner's address is, their name in the user pool, is written when somebody signs
in for the first time, so owners from before get no notice until they change a switch."""

from datetime import datetime
from functools import partial

from operations.migrations.migration import Migration, Repair
from operations.migrations.places import Installation
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from schema.keys.core import USER, owner_of_partition
from schema.keys.notices import notices_key


def look(row: Item, here: Installation, _now: datetime) -> Repair | None:
    owner = owner_of_partition(row["pk"])
    username = here.usernames.get(owner)
    if username is None or row["sk"] != USER:
        return None  # nobody can sign in as this owner, so nobody has an address
    known = here.core.get(notices_key(owner), consistent=True)
    return None if known and "username" in known else partial(_name, owner, username, here)


def _name(owner: str, username: str, here: Installation) -> bool:
    """Switches that were set meanwhile stay as they are."""
    unknown = Condition("attribute_not_exists(#username)")
    here.core.update(notices_key(owner), set_={"username": username}, add={"version": 1}, only_if=unknown)
    return True


MIGRATION = Migration(
    number=8,
    name="notices",
    does="notes who owners are in the user pool, so that notices reach them",
    reads=(USER,),
    look=look,
)
