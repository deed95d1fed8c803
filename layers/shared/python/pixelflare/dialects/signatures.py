"""Signatures of other vendors' addresses: the signed text, the scheme, and the check with an owner's key."""

import base64
import hashlib
import hmac
from enum import StrEnum
from typing import NamedTuple


class Scheme(StrEnum):
    """How text and key make the signature."""

    IMGPROXY = "imgproxy-hmac-sha256"
    THUMBOR = "thumbor-hmac-sha1"
    CLOUDINARY = "cloudinary-sha"
    """SHA-256 for 32 characters. Otherwise SHA-1 or SHA-256, depending on the account's setting."""
    IMAGEKIT = "imagekit-hmac-sha1"


class VendorSignature(NamedTuple):
    """`value` as in the address, over `text`, or over `other_text` if the address can be read in two ways."""

    scheme: Scheme
    text: str
    value: str
    other_text: str = ""


IMGPROXY_BYTES = 32
"""IMGPROXY_SIGNATURE_SIZE, unless its operator chose less."""


def verify(signature: VendorSignature, *, key: str, salt: str = "", size: int = IMGPROXY_BYTES) -> bool:
    """Whether this key made the signature, compared in constant time.

    imgproxy's key and salt are hexadecimal, and `size` is the number of bytes that its operator keeps of a digest
    (ValueError for other values). The other vendors' keys are plain text, without a salt. Sources: imgproxy, "Signing a
    URL"; thumbor, "Security"; Cloudinary, "Signed delivery URLs"; ImageKit, "Security", signed URLs.
    """
    match signature.scheme:
        case Scheme.IMGPROXY:
            made = _imgproxy(signature.text, key=key, salt=salt, size=size)
        case Scheme.THUMBOR:
            made = base64.urlsafe_b64encode(_sha1_mac(signature.text, key)).decode()
        case Scheme.CLOUDINARY:
            made = _cloudinary(signature, key)
        case Scheme.IMAGEKIT:
            made = _imagekit(signature, key)
    return bool(key) and hmac.compare_digest(made.encode(), signature.value.encode())


def _imgproxy(text: str, *, key: str, salt: str, size: int) -> str:
    if not 1 <= size <= IMGPROXY_BYTES:
        raise ValueError(f"size: from 1 to {IMGPROXY_BYTES} bytes")
    digest = hmac.new(bytes.fromhex(key), bytes.fromhex(salt) + text.encode(), "sha256").digest()
    return _url_safe(digest[:size])


def _cloudinary(signature: VendorSignature, key: str) -> str:
    """The vendor's own scheme. The secret follows the text, so nothing can be appended to the signed text."""
    signed = (signature.text + key).encode()
    short = _url_safe(hashlib.sha1(signed).digest())[:8]  # noqa: S324
    if hmac.compare_digest(short.encode(), signature.value.encode()):
        return short
    return _url_safe(hashlib.sha256(signed).digest())[: 32 if len(signature.value) == 32 else 8]


def _imagekit(signature: VendorSignature, key: str) -> str:
    other = _sha1_mac(signature.other_text, key).hex()
    if signature.other_text and hmac.compare_digest(other.encode(), signature.value.encode()):
        return other
    return _sha1_mac(signature.text, key).hex()


def _sha1_mac(text: str, key: str) -> bytes:
    return hmac.new(key.encode(), text.encode(), "sha1").digest()


def _url_safe(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
