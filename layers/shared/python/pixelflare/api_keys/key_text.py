"""The form of an API key: `pf_<id>_<secret><checksum>`, all base62.

id: 12 characters, which find the key. secret: 43 characters, 256 bits. checksum: 6 characters of CRC-32 over everything
before it. It lets scanners of leaked secrets recognise a key without asking us, and a mistyped key costs no read.
"""

import hashlib
import hmac
import re
import secrets
import string
import zlib
from typing import NamedTuple

PREFIX = "pf_"
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_ID_LENGTH = 12
_SECRET_LENGTH = 43
_CHECKSUM_LENGTH = 6
_SHAPE = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{_ID_LENGTH}}})_[0-9A-Za-z]{{{_SECRET_LENGTH + _CHECKSUM_LENGTH}}}")


class KeyText(NamedTuple):
    key_id: str
    text: str


def new_key_text() -> KeyText:
    """A new random key, with its id."""
    id_ = _random(_ID_LENGTH)
    body = f"{PREFIX}{id_}_{_random(_SECRET_LENGTH)}"
    return KeyText(f"key_{id_}", body + _checksum(body))


def key_id_of(text: str) -> str | None:
    """The id in a key's text, or None if this is no key of ours."""
    match = _SHAPE.fullmatch(text)
    if match is None or _checksum(text[:-_CHECKSUM_LENGTH]) != text[-_CHECKSUM_LENGTH:]:
        return None
    return f"key_{match[1]}"


def digest_of(text: str, *, pepper: bytes) -> str:
    """HMAC-SHA256 as hex: the stored form of a key. It is enough for 256 random bits; a password would need a slow
    hash."""
    return hmac.digest(pepper, text.encode(), hashlib.sha256).hex()


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _checksum(body: str) -> str:
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(_CHECKSUM_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
