"""Keys of what is kept of a sign-in with GitHub, in the ephemeral table, and of a login that is linked, in the core table."""

from schema.keys import Key
from schema.keys.core import owner_partition


def begun_sign_in_key(state_hash: str) -> Key:
    """A sign-in whose person is at GitHub."""
    return {"pk": f"GB#{state_hash}", "sk": "#"}


def proven_sign_in_key(code_hash: str) -> Key:
    """A sign-in whose code the user pool has yet to exchange."""
    return {"pk": f"GP#{code_hash}", "sk": "#"}


def begun_link_key(state_hash: str) -> Key:
    """A login at GitHub that is being linked, and whose person is there."""
    return {"pk": f"GL#{state_hash}", "sk": "#"}


def proven_link_key(code_hash: str) -> Key:
    """A login at GitHub that its owner has yet to confirm."""
    return {"pk": f"GC#{code_hash}", "sk": "#"}


LINKED_GITHUB = "#GITHUB"


def linked_github_key(owner: str) -> Key:
    """Core table: the login at GitHub that signs in as this owner. `identity_key` leads from it to the owner."""
    return {"pk": owner_partition(owner), "sk": LINKED_GITHUB}
