"""The bucket that the CDN reads first. It is a cache of the originals: whatever goes missing is made again on a miss."""

from collections.abc import Collection
from dataclasses import dataclass

from pixelflare.aws.objects import ObjectFacts, ObjectStore, StoredObject
from schema.formats import Format
from schema.images import Image
from schema.keys import CACHE_TAG_METADATA, Place, cache_tags, image_tag, public_original, public_variant

CACHE_CONTROL = "public, max-age=86400, s-maxage=31536000, stale-while-revalidate=604800"
"""A day in browsers, a year at the edge: a path can change its meaning, and the edge is told when it does."""


@dataclass(frozen=True)
class PublicPicture:
    """What lies, or is to lie, in the public bucket."""

    body: bytes
    content_type: str
    etag: str


class PublicObjects:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def find(self, image: Image, variant: str | None, format_: Format | None) -> PublicPicture | None:
        """The original or a variant, if it was made of this image: a late writer of another may have left its own there."""
        stored = self._store.read(_key(image.place, variant, format_))
        if stored is None or not _is_of(stored, image.image_id):
            return None
        return PublicPicture(stored.body, stored.content_type, stored.etag)

    def put_original(self, image: Image, body: bytes, *, content_type: str) -> PublicPicture:
        return self._put(image, public_original(image.place), body, content_type)

    def put_variant(self, image: Image, variant: str, format_: Format, body: bytes) -> PublicPicture:
        return self._put(image, public_variant(image.place, variant, format_.value), body, format_.content_type)

    def _put(self, image: Image, key: str, body: bytes, content_type: str) -> PublicPicture:
        etag = self._store.write(
            key,
            body,
            content_type=content_type,
            cache_control=CACHE_CONTROL,
            metadata={CACHE_TAG_METADATA: cache_tags(image.place, image.image_id)},
        )
        return PublicPicture(body, content_type, etag)

    def forget_other_formats(self, place: Place, variants: Collection[str], *, but: Format) -> None:
        """Delete what was made of these variants in other formats; they are made again when asked for."""
        others = {public_variant(place, variant, format_.value) for variant in variants for format_ in Format}
        others -= {public_variant(place, variant, but.value) for variant in variants}
        self._store.delete_listed(f"{public_original(place)}/", lambda key: key in others)

    def withdraw(self, place: Place, *, only_of: str | None = None) -> int:
        """Delete what is public of this path, or only what was made of one image; how many objects there were."""
        original = public_original(place)

        def chosen(key: str) -> bool:
            if key != original and not key.startswith(f"{original}/"):
                return False
            return only_of is None or ((stored := self._store.facts(key)) is not None and _is_of(stored, only_of))

        return self._store.delete_listed(original, chosen)


def _key(place: Place, variant: str | None, format_: Format | None) -> str:
    if variant is None or format_ is None:
        return public_original(place)
    return public_variant(place, variant, format_.value)


def _is_of(stored: StoredObject | ObjectFacts, image_id: str) -> bool:
    return image_tag(image_id) in stored.metadata.get(CACHE_TAG_METADATA, "").split(",")
