"""The bucket that the CDN reads first. It is a cache of the originals: whatever goes missing is made again on a miss."""

from dataclasses import dataclass

from pixelflare.aws.objects import ObjectStore, StoredObject
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

    def find_original(self, place: Place) -> PublicPicture | None:
        return _picture(self._store.read(public_original(place)))

    def find_variant(self, place: Place, variant: str, format_: Format) -> PublicPicture | None:
        return _picture(self._store.read(public_variant(place, variant, format_.value)))

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

    def withdraw(self, place: Place, *, only_of: str | None = None) -> int:
        """Delete what is public of this path, or only what was made of one image; how many objects there were."""
        original = public_original(place)

        def chosen(key: str) -> bool:
            is_here = key == original or key.startswith(f"{original}/")
            return is_here and (only_of is None or self._is_of(key, only_of))

        return self._store.delete_listed(original, chosen)

    def _is_of(self, key: str, image_id: str) -> bool:
        facts = self._store.facts(key)
        return facts is not None and image_tag(image_id) in facts.metadata.get(CACHE_TAG_METADATA, "").split(",")


def _picture(stored: StoredObject | None) -> PublicPicture | None:
    return PublicPicture(stored.body, stored.content_type, stored.etag) if stored else None
