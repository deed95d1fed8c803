"""Recovery keys: what an owner keeps, and what opens an encrypted backup without this installation."""

import hashlib
import hmac
import secrets
import threading
import unicodedata
from base64 import b32encode
from collections.abc import Iterable, Iterator
from itertools import chain

from pixelflare.backups.vault import HEADER_BYTES, Header, Vault, header_of
from pixelflare.base.errors import WrongRecoveryKey

_SALT_BYTES = 16
_GROUP = 4
_MOST_SALTS = 16
"""That one restore tries. Each takes a third of a second, and who writes to the bucket may have put in any number."""


def new_recovery_key() -> str:
    """160 random bits as eight groups of four letters and digits."""
    text = b32encode(secrets.token_bytes(20)).decode().lower()
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def vault_of(recovery_key: str, *, salt: bytes | None = None) -> Vault:
    """The library's key: scrypt of the recovery key, in 32 MiB of memory. A new one without a salt."""
    salt = salt or secrets.token_bytes(_SALT_BYTES)
    text = unicodedata.normalize("NFKC", recovery_key.strip()).encode()
    key = hashlib.scrypt(text, salt=salt, n=2**15, r=8, p=3, maxmem=64 * 1024 * 1024, dklen=32)
    return Vault(key, salt=salt)


class Keyring:
    """The keys at hand: those that the installation has, and what follows from a recovery key."""

    def __init__(self, *vaults: Vault, recovery_key: str = "") -> None:
        self._vaults = {vault.key_id: vault for vault in vaults}
        self._recovery_key = recovery_key
        self._tried: set[bytes] = set()
        self._trying = threading.Lock()

    def vault(self, header: Header) -> Vault:
        """The key that the object was encrypted by. Raises WrongRecoveryKey."""
        with self._trying:
            self._try(header.salt)
        found = self._vaults.get(header.key_id)
        if found is None:
            raise WrongRecoveryKey(
                "this is not the recovery key that the backup was encrypted by"
                if self._recovery_key
                else "the backup is encrypted; its recovery key is needed"
            )
        return found

    def opened(self, pieces: Iterable[bytes], *, name: str) -> tuple[Iterator[bytes], Vault | None]:
        """The body of an object, and what it was encrypted by; None if it is not encrypted.

        Raises WrongRecoveryKey, and SourceFailed for a damaged header. The body raises SourceFailed where it was changed.
        """
        start, rest = _start(pieces)
        header = header_of(start)
        if header is None:
            return chain([start], rest), None
        vault = self.vault(header)
        return vault.opening(header, chain([start[HEADER_BYTES:]], rest), name=name), vault

    def _try(self, salt: bytes) -> None:
        known = any(hmac.compare_digest(vault.salt, salt) for vault in self._vaults.values())
        if known or not self._recovery_key or salt in self._tried or len(self._tried) >= _MOST_SALTS:
            return
        self._tried.add(salt)
        vault = vault_of(self._recovery_key, salt=salt)
        self._vaults[vault.key_id] = vault


def _start(pieces: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """At least as much as a header has, if there is so much, and what follows."""
    rest, start = iter(pieces), b""
    while len(start) < HEADER_BYTES and (piece := next(rest, None)) is not None:
        start += piece
    return start, rest
