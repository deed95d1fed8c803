"""Owners' keys at other vendors, which keep signed vendor addresses valid here."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from schema.base import Record, Request
from schema.limits import MAX_VENDOR_SECRET_LENGTH

LONGEST_SIGNATURE_BYTES = 32


class SigningVendor(StrEnum):
    """Vendors with signed addresses. Cloudflare has none."""

    IMGPROXY = "imgproxy"
    THUMBOR = "thumbor"
    CLOUDINARY = "cloudinary"
    IMAGEKIT = "imagekit"


def _printable(secret: SecretStr) -> SecretStr:
    """Raises ValueError for text that cannot come from a vendor's page, like half a surrogate pair."""
    if not secret.get_secret_value().isprintable():
        raise ValueError("only printable characters are allowed")
    return secret


Secret = Annotated[SecretStr, Field(min_length=1, max_length=MAX_VENDOR_SECRET_LENGTH), AfterValidator(_printable)]


class PutVendorKey(Request):
    """The key that signs addresses at this vendor. salt and signature_size are for imgproxy only."""

    secret: Secret
    """imgproxy: IMGPROXY_KEY, hexadecimal; thumbor: SECURITY_KEY; Cloudinary: the API secret; ImageKit: the private
    key."""
    salt: Secret | None = None
    """imgproxy: IMGPROXY_SALT, hexadecimal."""
    signature_size: Annotated[int, Field(ge=1, le=LONGEST_SIGNATURE_BYTES)] | None = None
    """imgproxy: IMGPROXY_SIGNATURE_SIZE, in bytes. 32 if it is not set."""


class VendorKeyResource(Record):
    """A vendor's key as its owner sees it, without the key itself."""

    vendor: SigningVendor
    fingerprint: str
    """Differs for each key, and reveals nothing about it."""
    created_at: datetime
    """When this key replaced the previous one."""
    version: int
