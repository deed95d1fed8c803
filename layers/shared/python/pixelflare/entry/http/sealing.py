"""JSON that can be read again only with its name: gzip, then pixelflare.base.sealing under a key derived from the name."""

import gzip
import hashlib
import json
from typing import Any

from pixelflare.base import sealing

_PURPOSE = b"pixelflare idempotency"


def digest_of(name: str | bytes) -> str:
    return hashlib.sha256(name.encode() if isinstance(name, str) else name).hexdigest()


def seal(content: Any, *, name: str, secret: bytes) -> str:
    """The content as printable text. `name` is needed to open it again, beside our own secret."""
    packed = gzip.compress(json.dumps(content).encode(), mtime=0)
    return sealing.seal(packed, secret=secret, salt=_salt(name), info=_PURPOSE + name.encode())


def unseal(sealed: str, *, name: str, secret: bytes) -> Any:
    """The content, or None when it was not sealed under this name and secret."""
    packed = sealing.unseal(sealed, secret=secret, salt=_salt(name), info=_PURPOSE + name.encode())
    return None if packed is None else json.loads(gzip.decompress(packed))


def _salt(name: str) -> bytes:
    return digest_of(name).encode()
