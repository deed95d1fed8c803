"""The tokens in links to shared albums.

A token is derived from the share's id and a secret of the installation, so the owner's list can show the link, and nothing
that is stored opens an album: the table has the token's hash only.
"""

import base64
import hashlib
import hmac

_BYTES = 18
"""144 bits, which are 24 characters."""


def share_token(owner: str, share_id: str, *, secret: bytes) -> str:
    named = f"shared album\0{owner}\0{share_id}".encode()
    return base64.urlsafe_b64encode(hmac.digest(secret, named, hashlib.sha256)[:_BYTES]).decode()


def token_hash(token: str) -> str:
    """What the table knows of a token. A fast hash will do for what nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()
