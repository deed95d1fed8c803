"""Signed text: base64url(payload) + "." + HMAC-SHA256, cut to 128 bits."""

import base64
import binascii
import hashlib
import hmac

_TAG_BYTES = 16


def sign(payload: bytes, *, key: bytes) -> str:
    return f"{_encode(payload)}.{_encode(_tag(payload, key))}"


def verify(signed: str, *, key: bytes) -> bytes | None:
    """The payload, or None if `sign` did not create this text under the same key."""
    payload_text, _, tag_text = signed.partition(".")
    try:
        payload, tag = _decode(payload_text), _decode(tag_text)
    except (binascii.Error, ValueError):
        return None
    return payload if hmac.compare_digest(tag, _tag(payload, key)) else None


def tag_of(payload: bytes, *, key: bytes) -> str:
    """The signature alone, for a payload that is sent separately."""
    return _encode(_tag(payload, key))


def _tag(payload: bytes, key: bytes) -> bytes:
    return hmac.digest(key, payload, hashlib.sha256)[:_TAG_BYTES]


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
