"""Reads what a backup has of an image, whether it is encrypted or not."""

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from pixelflare.aws.foreign_buckets import ForeignBucket
from pixelflare.backups.manifest import MOST_BYTES, original_prefix
from pixelflare.backups.packing import Packing, bound_name
from pixelflare.backups.recovery import Keyring
from pixelflare.backups.vault import HEADER_BYTES, Vault, header_of, sealed_size
from pixelflare.base.errors import SourceFailed
from schema.library.images import Image
from schema.limits import MAX_UPLOAD_BYTES

_KEPT_IN_MEMORY = 1024 * 1024
"""Of a picture that is on its way; the rest is on disk."""


class Manifest(NamedTuple):
    body: bytes
    vault: Vault | None
    """What it was encrypted by."""


@dataclass(frozen=True, kw_only=True)
class BackupSource:
    """One owner's part of a bucket."""

    bucket: ForeignBucket
    prefix: str
    owner: str
    keyring: Keyring = field(default_factory=Keyring)
    check: Callable[[bytes], None] = lambda _: None
    """Raises SourceFailed for a manifest that is not to be trusted."""

    def manifest(self, key: str) -> Manifest | None:
        """None if there is none. Raises WrongRecoveryKey, and SourceFailed for one that was changed."""
        pieces = self.bucket.pieces(key, at_most=sealed_size(MOST_BYTES))
        if pieces is None:
            return None
        with closing(pieces):
            body, vault = self._opened(key, pieces)
            found = Manifest(b"".join(body), vault)
        self.check(found.body)
        return found

    def check_key(self, key: str) -> None:
        """Raises WrongRecoveryKey if the object is encrypted, and no key at hand opens it."""
        pieces = self.bucket.pieces(key, at_most=sealed_size(MOST_BYTES))
        if pieces is None:
            return
        with closing(pieces):
            header = header_of(next(pieces, b"")[:HEADER_BYTES])
        if header:
            self.keyring.vault(header)

    @contextmanager
    def original(self, image: Image, vault: Vault | None) -> Iterator[tuple[IO[bytes], int]]:
        """A file with the bytes of the image that a manifest of this key names, and their number. They are those of its record.

        Raises SourceFailed for bytes that are missing or others.
        """
        with SpooledTemporaryFile(_KEPT_IN_MEMORY) as file, closing(self._original(image, vault)) as body:
            seen = hashlib.sha256()
            for piece in body:
                seen.update(piece)
                file.write(piece)
            if seen.hexdigest() != image.sha256:
                raise SourceFailed("its bytes are not those of its record")
            size = file.tell()
            file.seek(0)
            yield file, size

    def has_original(self, image: Image, vault: Vault | None) -> bool:
        """Whether there are as many bytes as it should have, without a look at them."""
        packing = Packing(self.owner, self.prefix, vault)
        key = packing.original_key(image.image_id, image.sha256 or "")
        found = [each.size_bytes for each in self.bucket.listed(key)]
        return found == [packing.original_size(image.size_bytes or 0)] or self._other(image, packing) is not None

    def _original(self, image: Image, vault: Vault | None) -> Generator[bytes]:
        packing = Packing(self.owner, self.prefix, vault)
        key: str | None = packing.original_key(image.image_id, image.sha256 or "")
        pieces = self.bucket.pieces(key or "", at_most=sealed_size(MAX_UPLOAD_BYTES))
        if pieces is None and (key := self._other(image, packing)):
            pieces = self.bucket.pieces(key, at_most=sealed_size(MAX_UPLOAD_BYTES))
        if pieces is None or key is None:
            raise SourceFailed("its bytes are missing")
        with closing(pieces):
            yield from self._opened(key, pieces)[0]

    def _other(self, image: Image, packing: Packing) -> str | None:
        """The picture in another form: encryption was turned on or off, or got another key, and a run was stopped in the middle."""
        below = f"{original_prefix(self.prefix, self.owner)}{image.image_id}/"
        listed = [each.key for each in self.bucket.listed(below)]
        return next(packing.others(listed, image.image_id, image.sha256 or ""), None)

    def _opened(self, key: str, pieces: Iterator[bytes]) -> tuple[Iterator[bytes], Vault | None]:
        return self.keyring.opened(pieces, name=bound_name(key, prefix=self.prefix, owner=self.owner))
