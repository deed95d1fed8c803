"""Passwords of shared albums, kept as scrypt hashes.

The cost is one of OWASP's for scrypt: 16 MB of memory, five times.
https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata

_COST, _BLOCK, _PARALLEL = 2**14, 8, 5
_SALT_BYTES = 16
_MAX_MEMORY = 64 * 1024 * 1024
"""What OpenSSL may take; it needs 16 MB for these costs."""


def password_hash(password: str) -> str:
    """Printable, with its own salt and costs."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = _digest(password, salt, cost=_COST, block=_BLOCK, parallel=_PARALLEL)
    return "$".join(("scrypt", str(_COST), str(_BLOCK), str(_PARALLEL), _text(salt), _text(digest)))


def is_password(password: str, *, kept: str) -> bool:
    """Whether it is the password that this hash was made of."""
    _, cost, block, parallel, salt, digest = kept.split("$")
    found = _digest(password, base64.b64decode(salt), cost=int(cost), block=int(block), parallel=int(parallel))
    return hmac.compare_digest(found, base64.b64decode(digest))


def _digest(password: str, salt: bytes, *, cost: int, block: int, parallel: int) -> bytes:
    """Of the composed form: keyboards differ in how they write an umlaut."""
    text = unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=cost, r=block, p=parallel, maxmem=_MAX_MEMORY, dklen=32)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
