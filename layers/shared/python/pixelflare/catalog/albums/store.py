"""Album records in the core table, and whether an album contains live images."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pixelflare.aws.expressions import PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, Conflict, Forbidden, NotFound, PreconditionFailed
from schema.keys.core import album_key, owner_partition, path_prefix
from schema.library.albums import Album

NEEDS_ADMIN = "to let pictures be public without a verdict, a key needs the scope admin"
_PAGE = 1000
_NEVER = "9999"
"""The claim of an accepted image expires at this time: never."""


class AlbumStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, slug: str) -> Album | None:
        item = self._table.get(album_key(owner, slug), consistent=True)
        return Album.model_validate(item) if item else None

    def find_many(self, owner: str, slugs: Sequence[str]) -> list[Album]:
        """Those that exist, in the order of the slugs."""
        found = self._table.get_many([album_key(owner, slug) for slug in slugs], consistent=False)
        return [Album.model_validate(item) for item in found]

    def holds(self, owner: str, slug: str) -> bool:
        """Whether pictures that come to the album are held until they are moderated."""
        album = self.find(owner, slug)
        return album is not None and album.hold_until_moderated

    def add(self, owner: str, album: Album) -> None:
        """Raises Conflict if the slug is taken. The same album may be written twice."""
        item = album_key(owner, album.slug) | album.model_dump(mode="json")
        absent_or_same = Condition(
            "attribute_not_exists(#pk) OR (#created_at = :created_at AND #title = :title)",
            {":created_at": item["created_at"], ":title": item["title"]},
        )
        try:
            self._table.put(item, only_if=absent_or_same)
        except ConditionFailed as taken:
            raise Conflict(f"album {album.slug} exists already") from taken

    def change(self, owner: str, album: Album, change: dict[str, Any]) -> Album:
        """Raises ChangedMeanwhile if the album has changed since it was read, or is gone."""
        set_ = change | {"version": album.version + 1}
        try:
            item = self._table.update(album_key(owner, album.slug), set_=set_, only_if=_at(album.version))
        except ConditionFailed as failed:
            raise ChangedMeanwhile(f"somebody else changed album {album.slug} at the same time") from failed
        return Album.model_validate(item)

    def remove(self, owner: str, slug: str, *, expected_version: int | None = None, may_release: bool = True) -> None:
        """Raises NotFound, PreconditionFailed, and Forbidden for one that holds pictures if `may_release` is false."""
        expected = _at(expected_version)
        try:
            self._table.delete(album_key(owner, slug), only_if=expected if may_release else _not_holding(expected))
        except ConditionFailed as failed:
            if failed.item is None:
                raise NotFound(f"no album {slug}") from failed
            if failed.item.get("hold_until_moderated") and not may_release:
                raise Forbidden(NEEDS_ADMIN) from failed
            raise PreconditionFailed(f"album {slug} is at another version") from failed

    def page(self, owner: str, *, after: str | None, limit: int) -> list[Album]:
        """In slug order, after `after`."""
        albums = Condition(
            "#pk = :pk AND begins_with(#sk, :prefix)",
            {":pk": owner_partition(owner), ":prefix": album_key(owner, "")["sk"]},
        )
        start = album_key(owner, after) if after else None
        return list(map(Album.model_validate, self._table.query(albums, limit=limit, after=start).items))

    def claims(self, owner: str, slug: str, *, after: str, limit: int) -> tuple[list[str], str | None]:
        """Ids of images that have paths in the album, by path, with a consistent read; and the path to go on after."""
        start = {"pk": owner_partition(owner), "sk": after} if after else None
        paths = self._table.query(_claims(owner, slug), limit=limit, after=start, consistent=True)
        image_ids = [claim["image_id"] for claim in paths.items if "image_id" in claim]
        return image_ids, str(paths.last_key["sk"]) if paths.last_key else None

    def holds_images(self, owner: str, slug: str, *, now: datetime) -> bool:
        """Whether any path of the album belongs to an image, with a consistent read.

        Expired reservations do not count, nor redirects of moved images.
        """
        after = None
        while True:
            paths = self._table.query(_claims(owner, slug), limit=_PAGE, after=after, consistent=True)
            if any("image_id" in claim and claim.get("reserved_until", _NEVER) > text_of(now) for claim in paths.items):
                return True
            after = paths.last_key
            if after is None:
                return False


def _claims(owner: str, slug: str) -> Condition:
    prefix = {":pk": owner_partition(owner), ":prefix": path_prefix(slug)}
    return Condition("#pk = :pk AND begins_with(#sk, :prefix)", prefix)


def _at(version: int | None) -> Condition:
    """The album exists, at this version if one is given. Records without a version are at version 1."""
    if version is None:
        return PRESENT
    same = "#version = :version" if version != 1 else "(#version = :version OR attribute_not_exists(#version))"
    return Condition(f"attribute_exists(#pk) AND {same}", {":version": version})


def _not_holding(expected: Condition) -> Condition:
    """Records without the field do not hold."""
    free = "(attribute_not_exists(#hold_until_moderated) OR #hold_until_moderated = :free)"
    return Condition(f"{expected.expression} AND {free}", {**expected.values, ":free": False})
