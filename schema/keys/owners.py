"""Which rows are an owner's by their keys, in the core and the derived table.

The place in the key decides, not the word: an album or a tag of somebody else may be called like the owner.
"""

from schema.keys import Key
from schema.keys.backups import BACKED_UP
from schema.keys.core import USER, owner_partition

_BY_OWNER = frozenset({"O", "C", "FD", "F", "CR", "FM", "S"})
"""How partitions begin that name their owner next."""
_LISTS_OF_OWNERS = frozenset({BACKED_UP, "CO#"})
_PATHS_LEFT = "PH#"


def is_owners(key: Key, owner: str) -> bool:
    kind, _, rest = key["pk"].partition("#")
    if kind in _BY_OWNER and rest.partition("#")[0] == owner:
        return True
    if key["pk"] in _LISTS_OF_OWNERS:
        return key["sk"] == owner
    if key["pk"].startswith(_PATHS_LEFT):
        return key["sk"].split("#", 2)[2].lstrip("/").partition("/")[0] == owner
    return False


def is_users(key: Key, owner: str) -> bool:
    """Whether it is the row of the user."""
    return key == {"pk": owner_partition(owner), "sk": USER}
