"""Encrypts bytes for a name: AES-256-GCM under a key derived from a secret and the name (HKDF, RFC 5869)."""

import base64
import secrets
from typing import Any

_NONCE_BYTES = 12


def seal(content: bytes, *, secret: bytes, salt: bytes = b"", info: bytes) -> str:
    """The encrypted content as printable text, different each time. Opening needs the secret, the salt and the info."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + _cipher(secret, salt, info).encrypt(nonce, content, None)).decode()


def unseal(sealed: str, *, secret: bytes, salt: bytes = b"", info: bytes) -> bytes | None:
    """The content, or None if it was sealed under another secret, salt or info."""
    from cryptography.exceptions import InvalidTag

    data = base64.b64decode(sealed)
    try:
        opened: bytes = _cipher(secret, salt, info).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], None)
    except InvalidTag:
        return None
    return opened


def _cipher(secret: bytes, salt: bytes, info: bytes) -> Any:
    # 30 ms of imports. Only the few requests that seal something wait for them, and most of those have loaded them
    # already.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(algorithm=SHA256(), length=32, salt=salt, info=info)
    return AESGCM(key.derive(secret))
