"""Brings a bucket to what a library has now. It can be stopped, repeated and run twice at once: what is there is not sent again."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from pixelflare.aws.foreign_buckets import ForeignBucket, ForeignObject
from pixelflare.aws.objects import ObjectStore, content_etag
from pixelflare.backups.library import LibraryRows
from pixelflare.backups.manifest import (
    CONTENT_TYPE,
    MOST_BYTES,
    Sign,
    image_lines,
    image_manifest_key,
    library_key,
    library_lines,
    older_library_key,
    original_prefix,
    signed,
)
from pixelflare.backups.marks import mark_of
from pixelflare.backups.packing import SEALED_TYPE, Packing
from pixelflare.backups.vault import MAGIC, Vault
from pixelflare.base.errors import SourceFailed, Unavailable
from schema.keys.objects import original_object
from schema.library.backups import BackupConfig
from schema.library.images import Image
from schema.library.recognition import Recognition

_UNKNOWN_TYPE = "application/octet-stream"
MOST_NAMED = 100
"""Ids of images that a run names."""
_GIVEN_UP_AFTER = 3
"""Failures in a row: then it is the bucket, and not the image."""

_MOST_LOOKS = 4
"""At an image that changes while it is copied."""


@dataclass
class Synced:
    images: int = 0
    uploaded: int = 0
    deleted: int = 0
    failed: list[str] = field(default_factory=list)
    is_complete: bool = False
    """Whether the whole library was looked at."""


class Sync:
    """One owner's library and bucket."""

    def __init__(
        self,
        owner: str,
        config: BackupConfig,
        *,
        bucket: ForeignBucket,
        rows: LibraryRows,
        originals: ObjectStore,
        sign: Sign,
        vault: Callable[[], Vault | None],
    ) -> None:
        """`vault` says by which key objects are encrypted now."""
        self._owner, self._config, self._prefix = owner, config, config.prefix
        self._bucket, self._rows, self._originals = bucket, rows, originals
        self._sign, self._vault = sign, vault
        self._there: dict[str, ForeignObject] = {}
        self._copies: dict[str, list[str]] = {}
        self.done = Synced()

    def run(self, *, out_of_time: Callable[[], bool]) -> Synced:
        """What was done, as far as the time reached. Raises SourceFailed if the bucket cannot be used; `done` then says what
        was done before."""
        below = f"{self._prefix}{self._owner}/"
        self._note_what_is_there(self._bucket.all_listed(below))
        self._keep_older_library()
        self._keep(library_key(self._prefix, self._owner), self._library())
        in_a_row = 0
        for image, recognition in self._rows.images(self._owner):
            if out_of_time():
                return self.done
            try:
                self._keep_image(image, recognition)
                in_a_row = 0
            except SourceFailed:
                self.done.failed.append(image.image_id)
                in_a_row += 1
                if in_a_row >= _GIVEN_UP_AFTER:
                    raise
        if self._config.sync_deletes:
            self._delete_what_is_gone()
        self.done.is_complete = self._has_the_key()
        return self.done

    def follow_image(self, image_id: str) -> int:
        """Brings the objects of one image to what its record says now.

        The record is read again after the write: of several runs that meet, the last one to write has seen the latest state.
        Returns 1 if its bytes are new there, and -1 if they are gone.
        Raises SourceFailed, and Unavailable for an image that changes all the time.
        """
        for _ in range(_MOST_LOOKS):
            found = self._rows.image(self._owner, image_id)
            if found is None:
                return -self._follow_gone(image_id)
            self._note_what_is_there(self._bucket.listed(self._originals_of(image_id)))
            is_new = not self._there
            self._keep_image(*found)
            if self._says(image_id) == image_lines(*found) and self._has_the_key():
                return int(is_new)
        raise Unavailable(f"{image_id} changes all the time", retry_after_seconds=1)

    def follow_library(self) -> None:
        """The same for profile, settings, albums and tags."""
        key = library_key(self._prefix, self._owner)
        for _ in range(_MOST_LOOKS):
            self._note_what_is_there(self._bucket.listed(key))
            self._keep_older_library()
            said = self._library()
            self._keep(key, said)
            if said == self._library() and self._has_the_key():
                return
        raise Unavailable("the library changes all the time", retry_after_seconds=1)

    def _says(self, image_id: str) -> bytes | None:
        found = self._rows.image(self._owner, image_id)
        return image_lines(*found) if found else None

    def _follow_gone(self, image_id: str) -> bool:
        """Nothing is deleted of an image that is only on its way, or has no bytes yet. Returns whether something was."""
        if not self._config.sync_deletes or not self._rows.is_gone(image_id):
            return False
        manifest = image_manifest_key(self._prefix, self._owner, image_id)
        below = (manifest, self._originals_of(image_id))
        self._note_what_is_there(each for prefix in below for each in self._bucket.listed(prefix))
        self._delete_what_is_gone()
        return self.done.deleted > 0

    def _note_what_is_there(self, listed: Iterable[ForeignObject]) -> None:
        """The key is asked for after the list: whatever the list has in another form is older than this key."""
        self._there = {found.key: found for found in listed}
        self._packing = Packing(self._owner, self._prefix, self._vault())
        self._copies = defaultdict(list)
        below = original_prefix(self._prefix, self._owner)
        for key in self._there:
            if key.startswith(below):
                self._copies[self._packing.image_of(key) or ""].append(key)

    def _has_the_key(self) -> bool:
        """Whether what was written is encrypted as it should be now."""
        vault = self._vault()
        return (vault.key_id if vault else b"") == self._packing.key_id

    def _originals_of(self, image_id: str) -> str:
        return f"{original_prefix(self._prefix, self._owner)}{image_id}/"

    def _keep_older_library(self) -> None:
        """Albums, tags and profile from before these settings get a name of their own. A restore reads them, too."""
        key = library_key(self._prefix, self._owner)
        there = self._there.get(key)
        if there is None or not self._is_older(there):
            return
        body = self._bucket.read(key, at_most=MOST_BYTES)
        if body is not None:
            at = older_library_key(self._prefix, self._owner, there.written_at)
            kind = SEALED_TYPE if body.startswith(MAGIC) else CONTENT_TYPE
            self._bucket.write(at, body, content_type=kind)

    def _library(self) -> bytes:
        rows, owner = self._rows, self._owner
        return library_lines(rows.user(owner), rows.albums(owner), rows.tags(owner))

    def _keep_image(self, image: Image, recognition: Recognition | None) -> None:
        """The bytes first, so that a manifest never names what is not there; what they replace last."""
        sha256 = image.sha256 or ""
        key = self._packing.original_key(image.image_id, sha256)
        there = self._there.pop(key, None)
        if there is None or there.size_bytes != self._packing.original_size(image.size_bytes or 0):
            self._write_original(key, image)
        self._keep(image_manifest_key(self._prefix, self._owner, image.image_id), image_lines(image, recognition))
        for other in self._packing.others(self._copies.get(image.image_id, ()), image.image_id, sha256):
            self._bucket.delete(other)
            self._there.pop(other, None)
        self._rows.mark(image, mark_of(image, self._config))
        self.done.images += 1

    def _write_original(self, key: str, image: Image) -> None:
        pieces = self._originals.pieces(original_object(self._owner, image.image_id, image.sha256 or ""))
        if pieces is None:
            raise SourceFailed(f"the bytes of {image.image_id} are missing")
        kind = self._packing.original_type(image.facts.content_type if image.facts else _UNKNOWN_TYPE)
        with closing(pieces):
            whole = _checked(pieces, image)
            self._bucket.write_pieces(key, self._packing.original(key, whole), content_type=kind)
        self.done.uploaded += 1

    def _keep(self, key: str, body: bytes) -> None:
        """Where a provider's etag is no MD5, the manifest is written each time."""
        body = self._packing.manifest(key, signed(body, self._sign))
        there = self._there.pop(key, None)
        if there is None or (there.size_bytes, there.etag) != (len(body), content_etag(body)):
            self._bucket.write(key, body, content_type=self._packing.manifest_type())
            self.done.uploaded += 1

    def _delete_what_is_gone(self) -> None:
        """Only objects of images that nobody can restore any more. Other objects are not ours.

        What is older than these settings is kept: after the loss of an installation, the new one knows none of these images,
        and they are all that is left.
        """
        gone: dict[str, bool] = {}
        for key, found in sorted(self._there.items()):
            if self._is_older(found):
                continue
            image_id = self._packing.image_of(key)
            if image_id is None:
                continue
            if image_id not in gone:
                gone[image_id] = self._rows.is_gone(image_id)
            if gone[image_id]:
                self._bucket.delete(key)
                self.done.deleted += 1

    def _is_older(self, found: ForeignObject) -> bool:
        """Than these settings. Listings tell whole seconds."""
        return found.written_at < self._config.since.replace(microsecond=0)


def _checked(pieces: Iterable[bytes], image: Image) -> Iterator[bytes]:
    """The bytes. At their end raises SourceFailed if they are not those of the record: what the bucket has is better, then."""
    seen = hashlib.sha256()
    for piece in pieces:
        seen.update(piece)
        yield piece
    if seen.hexdigest() != image.sha256:
        raise SourceFailed(f"the bytes of {image.image_id} are not those of its record")
