"""Keys of what is kept of a sign-in with GitHub, in the ephemeral table."""

from schema.keys import Key


def begun_sign_in_key(state_hash: str) -> Key:
    """A sign-in whose person is at GitHub."""
    return {"pk": f"GB#{state_hash}", "sk": "#"}


def proven_sign_in_key(code_hash: str) -> Key:
    """A sign-in whose code the user pool has yet to exchange."""
    return {"pk": f"GP#{code_hash}", "sk": "#"}
