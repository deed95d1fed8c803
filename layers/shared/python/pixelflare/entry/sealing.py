"""JSON that only who names it can read again: gzip, then AES-256-GCM under a key that follows from the name (HKDF, RFC 5869)."""

import base64
import gzip
import hashlib
import json
import secrets
from typing import Any

_NONCE_BYTES = 12
_PURPOSE = b"pixelflare idempotency"


def digest_of(name: str | bytes) -> str:
    return hashlib.sha256(name.encode() if isinstance(name, str) else name).hexdigest()


def seal(content: Any, *, name: str, secret: bytes) -> str:
    """The content as printable text. `name` is whatever is needed to open it again, beside our own secret."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    packed = gzip.compress(json.dumps(content).encode(), mtime=0)
    return base64.b64encode(nonce + _cipher(name, secret).encrypt(nonce, packed, None)).decode()


def unseal(sealed: str, *, name: str, secret: bytes) -> Any:
    """The content, or None when it was not sealed under this name and secret."""
    from cryptography.exceptions import InvalidTag

    data = base64.b64decode(sealed)
    try:
        packed = _cipher(name, secret).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], None)
    except InvalidTag:
        return None
    return json.loads(gzip.decompress(packed))


def _cipher(name: str, secret: bytes) -> Any:
    # 30 ms of imports that only requests with an Idempotency-Key wait for, and those mostly have loaded it already.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(algorithm=SHA256(), length=32, salt=digest_of(name).encode(), info=_PURPOSE + name.encode())
    return AESGCM(key.derive(secret))
