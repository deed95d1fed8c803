"""Shared albums: who may see an album by a link, and how often."""

from pixelflare.sharing.passwords import is_password, password_hash
from pixelflare.sharing.shares import (
    SharingServices,
    change_share,
    create_share,
    forget_shares_of,
    get_share,
    list_shares,
    revoke_share,
    set_taken_down,
    share_resource,
)
from pixelflare.sharing.store import ShareStore
from pixelflare.sharing.tokens import share_token, token_hash

__all__ = [
    "ShareStore",
    "SharingServices",
    "change_share",
    "create_share",
    "forget_shares_of",
    "get_share",
    "is_password",
    "list_shares",
    "password_hash",
    "revoke_share",
    "set_taken_down",
    "share_resource",
    "share_token",
    "token_hash",
]
