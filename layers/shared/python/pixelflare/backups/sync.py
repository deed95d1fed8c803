"""Brings a bucket to what a library has now. It can be stopped, repeated and run twice at once: what is there is not sent again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pixelflare.aws.foreign_buckets import ForeignBucket
from pixelflare.aws.objects import ObjectStore, content_etag
from pixelflare.backups.library import LibraryRows
from pixelflare.backups.manifest import (
    CONTENT_TYPE,
    image_lines,
    image_manifest_key,
    image_of_key,
    library_key,
    library_lines,
    original_key,
)
from pixelflare.base.errors import SourceFailed
from schema.keys.objects import original_object
from schema.library.backups import BackupConfig
from schema.library.images import Image
from schema.library.recognition import Recognition

MOST_NAMED = 100
"""Ids of images that a run names."""
_GIVEN_UP_AFTER = 3
"""Failures in a row: then it is the bucket, and not the image."""


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
        self, owner: str, config: BackupConfig, *, bucket: ForeignBucket, rows: LibraryRows, originals: ObjectStore
    ) -> None:
        self._owner, self._config, self._prefix = owner, config, config.prefix
        self._bucket, self._rows, self._originals = bucket, rows, originals
        self._there: dict[str, tuple[int, str]] = {}
        self.done = Synced()

    def run(self, *, out_of_time: Callable[[], bool]) -> Synced:
        """What was done, as far as the time reached. Raises SourceFailed if the bucket cannot be used; `done` then says what
        was done before."""
        below = f"{self._prefix}{self._owner}/"
        self._there = {key: (size, etag) for key, size, etag in self._bucket.all_listed(below)}
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
        self.done.is_complete = True
        return self.done

    def _library(self) -> bytes:
        rows, owner = self._rows, self._owner
        return library_lines(rows.user(owner), rows.albums(owner), rows.tags(owner))

    def _keep_image(self, image: Image, recognition: Recognition | None) -> None:
        """The bytes first, so that a manifest never names what is not there."""
        key = original_key(self._prefix, self._owner, image.image_id, image.sha256 or "")
        if self._there.pop(key, (None, ""))[0] != image.size_bytes:
            kept = self._originals.read(original_object(self._owner, image.image_id, image.sha256 or ""))
            if kept is None:
                raise SourceFailed(f"the bytes of {image.image_id} are missing")
            self._bucket.write(key, kept.body, content_type=kept.content_type)
            self.done.uploaded += 1
        self._keep(image_manifest_key(self._prefix, self._owner, image.image_id), image_lines(image, recognition))
        self.done.images += 1

    def _keep(self, key: str, body: bytes) -> None:
        """Where a provider's etag is no MD5, the manifest is written each time."""
        if self._there.pop(key, None) != (len(body), content_etag(body)):
            self._bucket.write(key, body, content_type=CONTENT_TYPE)
            self.done.uploaded += 1

    def _delete_what_is_gone(self) -> None:
        """Only objects of images that nobody can restore any more. Other objects are not ours."""
        gone: dict[str, bool] = {}
        for key in self._unclaimed():
            image_id = image_of_key(key, prefix=self._prefix, owner=self._owner)
            if image_id is None:
                continue
            if image_id not in gone:
                gone[image_id] = self._rows.is_gone(image_id)
            if gone[image_id]:
                self._bucket.delete(key)
                self.done.deleted += 1

    def _unclaimed(self) -> Iterator[str]:
        """What was there before, and belongs to no image that was looked at."""
        yield from sorted(self._there)
