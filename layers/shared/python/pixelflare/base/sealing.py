"""Bytes that only who names them can read again: AES-256-GCM under a key that follows from a secret and the name (HKDF, RFC 5869)."""

import base64
import secrets
from typing import Any

_NONCE_BYTES = 12


def seal(content: bytes, *, secret: bytes, salt: bytes = b"", info: bytes) -> str:
    """The content as printable text, another one each time. Salt and info are needed to open it again, beside the secret."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + _cipher(secret, salt, info).encrypt(nonce, content, None)).decode()


def unseal(sealed: str, *, secret: bytes, salt: bytes = b"", info: bytes) -> bytes | None:
    """The content, or None when it was not sealed under the same secret, salt and info."""
    from cryptography.exceptions import InvalidTag

    data = base64.b64decode(sealed)
    try:
        opened: bytes = _cipher(secret, salt, info).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], None)
    except InvalidTag:
        return None
    return opened


def _cipher(secret: bytes, salt: bytes, info: bytes) -> Any:
    # 30 ms of imports that only the few requests wait for that seal something, and those mostly have loaded them already.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(algorithm=SHA256(), length=32, salt=salt, info=info)
    return AESGCM(key.derive(secret))
