"""Keys of invitations to albums, and of who has accepted them.

What the album's owner sees is under the owner; what the invited person may see is under that person, and names the owner and
the album. Only the pointer from an address to its invitations begins with neither: nobody may learn whose address it is.
"""

from schema.keys import Key
from schema.keys.core import owner_partition

MEMBER = "ME#"
"""How the sort keys of an album's members begin, whether they have accepted or not."""
MEMBERS_OF_ALBUM = "MC#"
"""How the sort keys begin of the rows that hold the ids of an album's members."""
GRANT = "GR#"
"""How the sort keys of albums of others begin that somebody may see."""
GRANTS = "#GRANTS"


def member_key(owner: str, album: str, member_id: str) -> Key:
    return {"pk": owner_partition(owner), "sk": f"{members_prefix(album)}{member_id}"}


def members_prefix(album: str) -> str:
    """All members of an album, by the time of their invitations."""
    return f"{MEMBER}{album}#"


def member_ids_key(owner: str, album: str) -> Key:
    """The ids of an album's members, which say how many there are."""
    return {"pk": owner_partition(owner), "sk": f"{MEMBERS_OF_ALBUM}{album}"}


def invitation_key(digest: str, member_id: str) -> Key:
    """Leads from an invited address or handle, as its HMAC, to the member's row."""
    return {"pk": f"IN#{digest}", "sk": member_id}


def grant_key(person: str, member_id: str) -> Key:
    """An album of another owner that this person may see."""
    return {"pk": owner_partition(person), "sk": f"{GRANT}{member_id}"}


def grant_ids_key(person: str) -> Key:
    """The ids of the albums that others show to this person, which say how many there are."""
    return {"pk": owner_partition(person), "sk": GRANTS}
