"""An owner's records, read for a backup page by page."""

from collections.abc import Iterator
from contextlib import suppress

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from schema.identity.users import User
from schema.keys import Key
from schema.keys.core import (
    ALBUM,
    BIN,
    LIVE,
    ai_key,
    bin_key,
    id_key,
    image_key,
    owner_partition,
    tag_record_key,
    user_key,
)
from schema.library.albums import Album
from schema.library.images import Image, ImageStatus
from schema.library.recognition import Recognition
from schema.library.tags import TagRecord

_PAGE = 100
_WITH_BYTES = (ImageStatus.PROCESSING, ImageStatus.READY)


class LibraryRows:
    def __init__(self, table: Table) -> None:
        self._table = table

    def user(self, owner: str) -> User | None:
        item = self._table.get(user_key(owner), consistent=True)
        return User.model_validate(item) if item else None

    def albums(self, owner: str) -> list[Album]:
        return [Album.model_validate(item) for page in self._pages(owner, ALBUM) for item in page]

    def tags(self, owner: str) -> list[TagRecord]:
        """Those that are not deleted."""
        prefix = tag_record_key(owner, "")["sk"]
        found = [TagRecord.model_validate(item) for page in self._pages(owner, prefix) for item in page]
        return [tag for tag in found if tag.retired_at is None]

    def images(self, owner: str) -> Iterator[tuple[Image, Recognition | None]]:
        """All that have bytes, also in the bin. One that moves meanwhile may be missed, or come twice."""
        for kind in (BIN, LIVE):
            yield from self.images_after(owner, kind, "")

    def images_after(self, owner: str, kind: str, image_id: str) -> Iterator[tuple[Image, Recognition | None]]:
        """Of the live ones, or those in the bin, those that have bytes and are newer than this one, oldest first."""
        after: Key | None = {"pk": owner_partition(owner), "sk": f"{kind}{image_id}"} if image_id else None
        for page in self._pages(owner, kind, after=after):
            kept = [image for item in page if (image := _kept(item))]
            found = self._table.get_many([ai_key(owner, image.image_id) for image in kept])
            seen = {str(item["image_id"]): Recognition.model_validate(item) for item in found}
            yield from ((image, seen.get(image.image_id)) for image in kept)

    def image(self, owner: str, image_id: str) -> tuple[Image, Recognition | None] | None:
        """As it is now, live or in the bin. None if it has no bytes, or is on its way out."""
        for key in (image_key(owner, image_id), bin_key(owner, image_id)):
            image = _kept(self._table.get(key, consistent=True) or {})
            if image:
                seen = self._table.get(ai_key(owner, image_id), consistent=True)
                return image, Recognition.model_validate(seen) if seen else None
        return None

    def mark(self, image: Image, mark: str) -> None:
        """Notes which state of the image its bucket has, unless the image has changed meanwhile. Raises Unavailable."""
        if image.backup_mark == mark:
            return
        key = bin_key if image.deleted_at else image_key
        same = Condition("#updated_at = :read", {":read": text_of(image.updated_at)})
        with suppress(ConditionFailed):
            self._table.update(key(image.owner, image.image_id), set_={"backup_mark": mark}, only_if=same)

    def is_gone(self, image_id: str) -> bool:
        """Whether the image was deleted for good."""
        return self._table.get(id_key(image_id), consistent=True) is None

    def _pages(self, owner: str, prefix: str, *, after: Key | None = None) -> Iterator[list[dict[str, object]]]:
        below = Condition("#pk = :pk AND begins_with(#sk, :prefix)", {":pk": owner_partition(owner), ":prefix": prefix})
        while True:
            page = self._table.query(below, limit=_PAGE, after=after, consistent=True)
            yield page.items
            if page.last_key is None:
                return
            after = page.last_key


def _kept(item: dict[str, object]) -> Image | None:
    """The image, if a backup has it."""
    if not item or "purging_since" in item:
        return None
    image = Image.model_validate(item)
    return image if image.sha256 and image.status in _WITH_BYTES else None
