"""API keys: creation, lists, revocation, and recognition in a request."""

from pixelflare.api_keys.api_keys import (
    api_key_resource,
    create_api_key,
    get_api_key,
    list_api_keys,
    revoke_api_key,
)
from pixelflare.api_keys.callers import USER, Caller
from pixelflare.api_keys.key_ring import KeyRing
from pixelflare.api_keys.key_text import PREFIX
from pixelflare.api_keys.store import ApiKeyStore

__all__ = [
    "PREFIX",
    "USER",
    "ApiKeyStore",
    "Caller",
    "KeyRing",
    "api_key_resource",
    "create_api_key",
    "get_api_key",
    "list_api_keys",
    "revoke_api_key",
]
