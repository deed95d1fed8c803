"""The keys that owners have signed addresses with at another vendor, so that such addresses keep their worth here."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from schema.base import Record, Request
from schema.limits import MAX_VENDOR_SECRET_LENGTH

LONGEST_SIGNATURE_BYTES = 32


class SigningVendor(StrEnum):
    """Vendors whose addresses can be signed; Cloudflare's can not."""

    IMGPROXY = "imgproxy"
    THUMBOR = "thumbor"
    CLOUDINARY = "cloudinary"
    IMAGEKIT = "imagekit"


def _printable(secret: SecretStr) -> SecretStr:
    """Raises ValueError for what can't have been copied from a vendor's page, like half a surrogate pair."""
    if not secret.get_secret_value().isprintable():
        raise ValueError("only printable characters are wanted")
    return secret


Secret = Annotated[SecretStr, Field(min_length=1, max_length=MAX_VENDOR_SECRET_LENGTH), AfterValidator(_printable)]


class PutVendorKey(Request):
    """The key that addresses at this vendor are signed with; salt and size are imgproxy's alone."""

    secret: Secret
    """imgproxy: IMGPROXY_KEY, hexadecimal; thumbor: SECURITY_KEY; Cloudinary: the API secret; ImageKit: the private key."""
    salt: Secret | None = None
    """imgproxy: IMGPROXY_SALT, hexadecimal."""
    signature_size: Annotated[int, Field(ge=1, le=LONGEST_SIGNATURE_BYTES)] | None = None
    """imgproxy: IMGPROXY_SIGNATURE_SIZE, in bytes; 32 when it isn't set."""


class VendorKeyResource(Record):
    """A vendor's key as its owner sees it: never the key itself."""

    vendor: SigningVendor
    fingerprint: str
    """Another key has another one; nothing follows from it about the key."""
    created_at: datetime
    """When this key took the place of the one before."""
    version: int
