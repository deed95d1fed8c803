"""Accounts: profile, settings, handles, and the keys that sign an owner's addresses."""

from pixelflare.accounts.address_keys import AddressKeys, rotate_address_key
from pixelflare.accounts.deletion import Deletions, request_deletion, restore_account
from pixelflare.accounts.emptiness import OwnAccount
from pixelflare.accounts.handles import HandleStore
from pixelflare.accounts.links import LinkStore, in_use, not_linked
from pixelflare.accounts.standing import Standings
from pixelflare.accounts.store import UserStore
from pixelflare.accounts.users import (
    change_user,
    changes_profile,
    get_user,
    put_settings,
    settings_resource,
    user_resource,
)
from pixelflare.accounts.vendor_keys import VendorKey, VendorKeys, forget_vendor_key, put_vendor_key

__all__ = [
    "AddressKeys",
    "Deletions",
    "HandleStore",
    "LinkStore",
    "OwnAccount",
    "Standings",
    "UserStore",
    "VendorKey",
    "VendorKeys",
    "change_user",
    "changes_profile",
    "forget_vendor_key",
    "get_user",
    "in_use",
    "not_linked",
    "put_settings",
    "put_vendor_key",
    "request_deletion",
    "restore_account",
    "rotate_address_key",
    "settings_resource",
    "user_resource",
]
