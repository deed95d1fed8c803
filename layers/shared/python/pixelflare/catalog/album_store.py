"""Album records in the core table, and whether an album holds live images."""

from datetime import datetime

from pixelflare.aws.table import PRESENT, Condition, ConditionFailed, Table
from pixelflare.base.clock import text_of
from pixelflare.base.errors import Conflict, NotFound
from schema.albums import Album
from schema.keys import album_key, owner_partition, path_prefix

_PAGE = 1000
_NEVER = "9999"
"""When the claim of an accepted image runs out."""


class AlbumStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, slug: str) -> Album | None:
        item = self._table.get(album_key(owner, slug))
        return Album.model_validate(item) if item else None

    def add(self, owner: str, album: Album) -> None:
        """Raises Conflict when there is an album of this slug; this very one may be written twice."""
        item = album_key(owner, album.slug) | album.model_dump(mode="json")
        absent_or_same = Condition(
            "attribute_not_exists(#pk) OR (#created_at = :created_at AND #title = :title)",
            {":created_at": item["created_at"], ":title": item["title"]},
        )
        try:
            self._table.put(item, only_if=absent_or_same)
        except ConditionFailed as taken:
            raise Conflict(f"there is an album {album.slug} already") from taken

    def change(self, owner: str, slug: str, change: dict[str, str]) -> Album:
        try:
            return Album.model_validate(self._table.update(album_key(owner, slug), set_=change, only_if=PRESENT))
        except ConditionFailed as missing:
            raise NotFound(f"no album {slug}") from missing

    def remove(self, owner: str, slug: str) -> None:
        try:
            self._table.delete(album_key(owner, slug), only_if=PRESENT)
        except ConditionFailed as missing:
            raise NotFound(f"no album {slug}") from missing

    def all_of(self, owner: str) -> list[Album]:
        """In the order of their slugs."""
        albums: list[Album] = []
        after = None
        while True:
            page = self._table.query(self._below(owner, album_key(owner, "")["sk"]), limit=_PAGE, after=after)
            albums += map(Album.model_validate, page.items)
            after = page.last_key
            if after is None:
                return albums

    def holds_images(self, owner: str, slug: str, *, now: datetime) -> bool:
        """Whether any path of the album is taken, read consistently; reservations that have run out do not count."""
        after = None
        while True:
            paths = self._table.query(self._below(owner, path_prefix(slug)), limit=_PAGE, after=after, consistent=True)
            if any(claim.get("reserved_until", _NEVER) > text_of(now) for claim in paths.items):
                return True
            after = paths.last_key
            if after is None:
                return False

    @staticmethod
    def _below(owner: str, prefix: str) -> Condition:
        return Condition("#pk = :pk AND begins_with(#sk, :prefix)", {":pk": owner_partition(owner), ":prefix": prefix})
