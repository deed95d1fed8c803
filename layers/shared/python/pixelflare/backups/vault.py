"""The format of encrypted backups: AES-256-GCM in chunks, each object under a key of its own. docs/backup.md describes it.

Nothing here keeps more than two chunks in memory.
"""

import hmac
import secrets
import struct
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from pixelflare.base.errors import SourceFailed

MAGIC = b"PFVAULT1"
CHUNK_BYTES = 1024 * 1024
TAG_BYTES = 16
_MOST_CHUNK_BYTES = 16 * 1024 * 1024
"""What a header may ask a reader to keep in memory."""
_HEADER = struct.Struct(">8s16s16s32sI")
HEADER_BYTES = _HEADER.size
_NONCE_PREFIX_BYTES = 7
_HIDDEN_BYTES = 16


class Header(NamedTuple):
    """The first bytes of an encrypted object. They are part of what each chunk authenticates."""

    salt: bytes
    """With it, the library's key follows from the recovery key."""
    key_id: bytes
    seed: bytes
    """With it, the object's key follows from the library's."""
    chunk_bytes: int

    def packed(self) -> bytes:
        return _HEADER.pack(MAGIC, *self)


class Vault:
    """A library's key, and what is encrypted by it."""

    def __init__(self, key: bytes, *, salt: bytes) -> None:
        self._key, self.salt = key, salt
        self.key_id = self._derived("key id")[:16]

    @property
    def key(self) -> bytes:
        """To be stored sealed, and nowhere else."""
        return self._key

    def hidden(self, content_hash: str) -> str:
        """A name in place of a hash: nobody without the key can tell whether the bucket has a picture that they know."""
        return self._derived("name", content_hash)[:_HIDDEN_BYTES].hex()

    def sealed(self, body: bytes, *, name: str) -> bytes:
        """The same for the same body and name, so that a bucket's etag tells whether it is there. The seed follows from both, so
        no two bodies share an object's key."""
        seed = self._derived("seed", f"{name}\n{sha256(body).hexdigest()}")
        return b"".join(self._sealing([body], name=name, seed=seed))

    def sealing(self, pieces: Iterable[bytes], *, name: str) -> Iterator[bytes]:
        """Header and chunks of a body that comes in pieces, different each time."""
        return self._sealing(pieces, name=name, seed=secrets.token_bytes(32))

    def opening(self, header: Header, pieces: Iterable[bytes], *, name: str) -> Iterator[bytes]:
        """The body, from what follows the header. Raises SourceFailed, perhaps after some of it: for a chunk that was changed,
        moved or taken from elsewhere, and for an end that is missing."""
        from cryptography.exceptions import InvalidTag

        chunks = _Chunks(self, header, name)
        for number, (sealed, is_last) in enumerate(_cut(pieces, header.chunk_bytes + TAG_BYTES)):
            try:
                yield chunks.opened(number, sealed, is_last=is_last)
            except InvalidTag as changed:
                raise SourceFailed(
                    f"{name} was changed, or is not whole: its chunk {number} does not open"
                ) from changed

    def _sealing(self, pieces: Iterable[bytes], *, name: str, seed: bytes) -> Iterator[bytes]:
        header = Header(self.salt, self.key_id, seed, CHUNK_BYTES)
        chunks = _Chunks(self, header, name)
        yield header.packed()
        for number, (body, is_last) in enumerate(_cut(pieces, CHUNK_BYTES)):
            yield chunks.sealed(number, body, is_last=is_last)

    def object_key(self, seed: bytes) -> bytes:
        """An object's key, and the beginning of its nonces."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        derived: bytes = HKDF(SHA256(), 32 + _NONCE_PREFIX_BYTES, seed, b"pixelflare vault object").derive(self._key)
        return derived

    def _derived(self, use: str, of: str = "") -> bytes:
        return hmac.digest(self._key, f"pixelflare vault {use}\n{of}".encode(), "sha256")


def header_of(start: bytes) -> Header | None:
    """The header of an encrypted object, by its first bytes. None for an object that is not encrypted.

    Raises SourceFailed for a header that is damaged.
    """
    if not start.startswith(MAGIC):
        return None
    if len(start) < HEADER_BYTES:
        raise SourceFailed("an encrypted object is not whole: it ends within its header")
    header = Header(*_HEADER.unpack_from(start)[1:])
    if not 1 <= header.chunk_bytes <= _MOST_CHUNK_BYTES:
        raise SourceFailed("the header of an encrypted object is damaged")
    return header


def sealed_size(size_bytes: int) -> int:
    """How many bytes an object has whose body has so many."""
    chunks = max(1, -(-size_bytes // CHUNK_BYTES))
    return HEADER_BYTES + size_bytes + chunks * TAG_BYTES


class _Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class _Chunks:
    """One object's chunks. The nonce is a prefix, the chunk's number, and whether it is the last: the STREAM construction
    (Hoang, Reyhanitabar, Rogaway and Vizár, 2015)."""

    def __init__(self, vault: Vault, header: Header, name: str) -> None:
        derived = vault.object_key(header.seed)
        self._cipher, self._prefix = _aes(derived[:32]), derived[32:]
        self._bound = header.packed() + name.encode()

    def sealed(self, number: int, body: bytes, *, is_last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(number, is_last), body, self._bound)

    def opened(self, number: int, sealed: bytes, *, is_last: bool) -> bytes:
        return self._cipher.decrypt(self._nonce(number, is_last), sealed, self._bound)

    def _nonce(self, number: int, is_last: bool) -> bytes:
        return self._prefix + struct.pack(">IB", number, is_last)


def _aes(key: bytes) -> _Cipher:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    made: Any = AESGCM(key)
    return made  # type: ignore[no-any-return]


def _cut(pieces: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in pieces of this size, each with whether it is the last. At least one, perhaps empty."""
    kept = bytearray()
    for piece in pieces:
        kept += piece
        while len(kept) > size:
            yield bytes(kept[:size]), False
            del kept[:size]
    yield bytes(kept), True
