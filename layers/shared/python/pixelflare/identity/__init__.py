"""Who is calling, what they may do, and what is known of them: tokens, API keys, users, handles, settings."""

from pixelflare.accounts.address_keys import AddressKeys
from pixelflare.accounts.handles import HandleStore
from pixelflare.accounts.store import UserStore
from pixelflare.accounts.users import change_user, get_user, put_settings, settings_of, settings_resource, user_resource
from pixelflare.accounts.vendor_keys import VendorKey, VendorKeys, forget_vendor_key, put_vendor_key
from pixelflare.api_keys.api_keys import api_key_resource, create_api_key, get_api_key, list_api_keys, revoke_api_key
from pixelflare.api_keys.callers import USER, Caller
from pixelflare.api_keys.key_ring import KeyRing
from pixelflare.api_keys.store import ApiKeyStore
from pixelflare.identity.authentication import authenticate
from pixelflare.identity.logins import Logins
from pixelflare.identity.tokens import TokenKeys, TokenVerifier

__all__ = [
    "USER",
    "AddressKeys",
    "ApiKeyStore",
    "Caller",
    "HandleStore",
    "KeyRing",
    "Logins",
    "TokenKeys",
    "TokenVerifier",
    "UserStore",
    "VendorKey",
    "VendorKeys",
    "api_key_resource",
    "authenticate",
    "change_user",
    "create_api_key",
    "forget_vendor_key",
    "get_api_key",
    "get_user",
    "list_api_keys",
    "put_settings",
    "put_vendor_key",
    "revoke_api_key",
    "settings_of",
    "settings_resource",
    "user_resource",
]
