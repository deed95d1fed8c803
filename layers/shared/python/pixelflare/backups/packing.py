"""How a library's objects lie in its bucket: under which names, and as they are or encrypted."""

import re
from collections.abc import Iterable, Iterator

from pixelflare.backups.manifest import CONTENT_TYPE, image_of_key, original_key, original_prefix
from pixelflare.backups.vault import Vault, sealed_size

_HIDDEN = re.compile(r"[0-9a-f]{32}\.vault")
SEALED_TYPE = "application/octet-stream"


class Packing:
    """`vault` is None where nothing is encrypted."""

    def __init__(self, owner: str, prefix: str, vault: Vault | None) -> None:
        self._owner, self._prefix, self._vault = owner, prefix, vault
        self.key_id = vault.key_id if vault else b""

    def original_key(self, image_id: str, sha256: str) -> str:
        name = f"{self._vault.hidden(sha256)}.vault" if self._vault else sha256
        return original_key(self._prefix, self._owner, image_id, name)

    def original_size(self, size_bytes: int) -> int:
        return sealed_size(size_bytes) if self._vault else size_bytes

    def original(self, key: str, pieces: Iterable[bytes]) -> Iterable[bytes]:
        return self._vault.sealing(pieces, name=self.bound_name(key)) if self._vault else pieces

    def manifest(self, key: str, body: bytes) -> bytes:
        """The same for the same body, so that a listing tells whether it is there."""
        return self._vault.sealed(body, name=self.bound_name(key)) if self._vault else body

    def manifest_type(self) -> str:
        return SEALED_TYPE if self._vault else CONTENT_TYPE

    def original_type(self, content_type: str) -> str:
        return SEALED_TYPE if self._vault else content_type

    def bound_name(self, key: str) -> str:
        return bound_name(key, prefix=self._prefix, owner=self._owner)

    def others(self, keys: Iterable[str], image_id: str, sha256: str) -> Iterator[str]:
        """Those of the keys that are the same picture in another form: as it is, or encrypted by another key."""
        plain, kept = original_key(self._prefix, self._owner, image_id, sha256), self.original_key(image_id, sha256)
        below = f"{original_prefix(self._prefix, self._owner)}{image_id}/"
        for key in keys:
            is_a_form = key == plain or (key.startswith(below) and _HIDDEN.fullmatch(key.removeprefix(below)))
            if is_a_form and key != kept:
                yield key

    def image_of(self, key: str) -> str | None:
        return image_of_key(key, prefix=self._prefix, owner=self._owner)


def bound_name(key: str, *, prefix: str, owner: str) -> str:
    """What an encrypted object is bound to: its key below the owner. All libraries have one name, as older ones are kept under a
    key of their own."""
    name = key.removeprefix(f"{prefix}{owner}/")
    return "library.jsonl" if name.startswith("library") else name
