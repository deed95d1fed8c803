"""Where what viewers get of an image lies. It is a cache of the originals: whatever goes missing is made again on a miss.

The record says on which storage area: see schema.images.StorageArea. Nothing else may lie anywhere else once a change is through,
but provisional AVIFs (see refining.py): those of a public or private image lie where an expiring one's pictures would, which
only functions read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from pixelflare.aws.objects import ObjectFacts, ObjectStore, StoredObject
from pixelflare.base.parallel import at_once
from schema.addresses.formats import Format
from schema.addresses.image_path import ImagePath
from schema.keys.cache_tags import CACHE_TAG_METADATA, cache_tags, image_tag, lasting_cache_tags, watermark_tag
from schema.keys.object_tags import ON_DEMAND
from schema.keys.objects import (
    expiring_folder,
    expiring_original,
    expiring_prefix,
    expiring_variant,
    private_original,
    private_prefix,
    private_variant,
    public_original,
    public_variant,
)
from schema.library.images import Image, StorageArea

_PROVISIONAL = Format.AVIF
"""What is made in two qualities."""
_MARK = "wm="
_ON_DEMAND, _YES = "on-demand", "yes"
"""In a provisional object's metadata."""
CACHE_CONTROL = {
    StorageArea.PUBLIC: "public, max-age=86400, s-maxage=31536000, stale-while-revalidate=604800",
    StorageArea.PRIVATE: "max-age=3600, s-maxage=31536000",
    StorageArea.EXPIRING: "private, no-store",
}
"""Public: a day in browsers, a year at the edge, as a path can change its meaning and the edge is told when it does.

Private: the edge keeps it as long, and asks each viewer for a signature; browsers keep it about as long as that holds.
Expiring: what S3 itself says, to the few who get a large picture from there. The CDN function says it better.
"""
PROVISIONAL_CACHE_CONTROL = {
    StorageArea.PUBLIC: "public, max-age=86400, s-maxage=3600, stale-while-revalidate=604800",
    StorageArea.PRIVATE: "max-age=3600, s-maxage=3600",
}
"""The edge keeps it for an hour, and so is seen coming back."""


@dataclass(frozen=True)
class ServedPicture:
    """What lies, or is to lie, on a storage area."""

    body: bytes
    content_type: str
    etag: str
    is_provisional: bool = False
    """Whether a smaller one takes its place once it is asked for often."""
    is_on_demand: bool = False
    """Whether it expires; known of provisional ones only."""
    stands_in: bool = False
    """Whether it is shown in the place of one that is not made at the moment."""


class VariantStore:
    """The public bucket, and the private one with its two storage areas."""

    def __init__(self, public: ObjectStore, private: ObjectStore) -> None:
        self._public = public
        self._private = private

    def find(self, image: Image, variant: str | None, format_: Format | None) -> ServedPicture | None:
        """The original or a variant, if it was made of this image: a path may have been another's before."""
        if variant is None or format_ is not _PROVISIONAL:
            return self._find_lasting(image, variant, format_)
        lasting, provisional = at_once(
            lambda: self._find_lasting(image, variant, format_), lambda: self.find_provisional(image, variant)
        )
        return lasting or provisional

    def _find_lasting(self, image: Image, variant: str | None, format_: Format | None) -> ServedPicture | None:
        stored = self._store(image).read(_key(image, variant, format_))
        if stored is None or not _is_of(stored, image.image_id):
            return None
        return ServedPicture(stored.body, stored.content_type, stored.etag)

    def find_provisional(self, image: Image, variant: str) -> ServedPicture | None:
        """A variant that was made quickly and lies where the edge does not read."""
        stored = (
            None if image.storage_area is StorageArea.EXPIRING else self._private.read(_provisional(image, variant))
        )
        if stored is None:
            return None
        is_on_demand = stored.metadata.get(_ON_DEMAND) == _YES
        return ServedPicture(stored.body, stored.content_type, stored.etag, True, is_on_demand)

    def provisional(self, image: Image) -> list[str]:
        """The variants that were made quickly, up to 1,000."""
        if image.storage_area is StorageArea.EXPIRING:
            return []
        folder, ending = _provisional_folder(image), f".{_PROVISIONAL}"
        names = (found.key.removeprefix(folder) for found in self._private.listed(folder))
        return [name.removesuffix(ending) for name in names if name.endswith(ending)]

    def address(
        self, image: Image, variant: str | None, format_: Format | None, *, content_type: str, lifetime: timedelta
    ) -> str:
        """Where anybody may read it for so long, of S3 itself: for what is too large to be answered by a function."""
        return self._store(image).download_address(
            _key(image, variant, format_), content_type=content_type, disposition="inline", lifetime=lifetime
        )

    def put_original(self, image: Image, body: bytes, *, content_type: str) -> ServedPicture:
        return self._put(image, _key(image, None, None), body, content_type, tags=tags_of(image))

    def put_variant(
        self, image: Image, variant: str, format_: Format, body: bytes, *, on_demand: bool = False
    ) -> ServedPicture:
        """`on_demand` lets it expire: it is neither a preset nor signed for."""
        key, tags = _key(image, variant, format_), tags_of(image, variant)
        return self._put(image, key, body, format_.content_type, tags=tags, on_demand=on_demand)

    def put_provisional(self, image: Image, variant: str, body: bytes, *, on_demand: bool = False) -> ServedPicture:
        """An AVIF, where the edge has to come back for it. The edge is told by the one who answers how long it may keep it.

        `on_demand` is noted for the one that takes its place: who may read an object may not read its tags.
        """
        etag = self._private.write(
            _provisional(image, variant),
            body,
            content_type=_PROVISIONAL.content_type,
            cache_control=CACHE_CONTROL[StorageArea.EXPIRING],
            metadata={CACHE_TAG_METADATA: tags_of(image, variant)} | ({_ON_DEMAND: _YES} if on_demand else {}),
            tags=ON_DEMAND if on_demand else None,
        )
        return ServedPicture(body, _PROVISIONAL.content_type, etag, True, on_demand)

    def forget_provisional(self, image: Image, variants: Collection[str]) -> None:
        chosen = {_provisional(image, variant) for variant in variants}
        self._private.delete_listed(_provisional_folder(image), chosen.__contains__)

    def _put(
        self, image: Image, key: str, body: bytes, content_type: str, *, tags: str, on_demand: bool = False
    ) -> ServedPicture:
        etag = self._store(image).write(
            key,
            body,
            content_type=content_type,
            cache_control=CACHE_CONTROL[image.storage_area],
            metadata={CACHE_TAG_METADATA: tags},
            tags=ON_DEMAND if on_demand else None,
        )
        return ServedPicture(body, content_type, etag)

    def forget_other_formats(self, image: Image, variants: Collection[str], *, but: Format) -> None:
        """Delete what was made of these variants in other formats, and all that was made of options; they are made again
        when asked for."""
        others = {f"{variant}.{format_}" for variant in variants for format_ in Format if format_ is not but}
        folder = f"{folder_of(image)}/"
        for store, below in {(self._store(image), folder), (self._private, _provisional_folder(image))}:
            store.delete_listed(below, partial(_is_one_of, others, below=below))

    def forget_marked(self, image: Image, watermark: str) -> None:
        """Delete the variants that bear this watermark; they are made again when asked for."""
        folder = f"{folder_of(image)}/"
        for store, below in {(self._store(image), folder), (self._private, _provisional_folder(image))}:
            store.delete_listed(below, partial(_bears, watermark, below=below))

    def withdraw_public(self, image_path: ImagePath, *, only_of: str | None = None) -> int:
        """Delete what is public of this path, or only what was made of one image; how many objects there were."""
        original = public_original(image_path)

        def chosen(key: str) -> bool:
            if key != original and not key.startswith(f"{original}/"):
                return False
            return only_of is None or ((stored := self._public.facts(key)) is not None and _is_of(stored, only_of))

        return self._public.delete_listed(original, chosen)

    def withdraw_private(self, image_id: str, *, but: StorageArea | None) -> int:
        """Delete what lies in the private bucket of an image, but for the storage area where it belongs."""
        prefixes = {StorageArea.PRIVATE: private_prefix(image_id), StorageArea.EXPIRING: expiring_prefix(image_id)}
        return sum(
            self._private.delete_listed(prefix, lambda _: True)
            for storage_area, prefix in prefixes.items()
            if storage_area != but
        )

    def _store(self, image: Image) -> ObjectStore:
        return self._public if image.storage_area is StorageArea.PUBLIC else self._private


def is_seen_alike(one: Image, other: Image) -> bool:
    """Whether viewers get the same of both versions of an image: where, who, and until when. Nothing, while it is withheld."""
    if one.is_withheld and other.is_withheld:
        return True
    if one.is_withheld != other.is_withheld:
        return False
    return (one.image_path, one.is_private, one.expires_at) == (other.image_path, other.is_private, other.expires_at)


def is_laid_out_alike(one: Image, other: Image) -> bool:
    """Whether what lies there for the one version can stay for the other."""
    return (one.storage_area, _original(one)) == (other.storage_area, _original(other))


def tags_of(image: Image, variant: str | None = None) -> str:
    """The cache tags of what is answered of an image where it is seen."""
    marks = [watermark_tag(image.owner, name) for name in _marks_of(variant or "")]
    lasting = lasting_cache_tags(image.owner, image.image_id)
    return ",".join([lasting if image.is_private else cache_tags(image.image_path, image.image_id), *marks])


def _marks_of(variant: str) -> list[str]:
    """The watermark that a variant's name asks for, if it does."""
    return [option.removeprefix(_MARK) for option in variant.split(",") if option.startswith(_MARK)]


def _key(image: Image, variant: str | None, format_: Format | None) -> str:
    if variant is None or format_ is None:
        return _original(image)
    extension, made = image.source_extension, format_.value
    match image.storage_area:
        case StorageArea.PUBLIC:
            return public_variant(image.image_path, variant, made)
        case StorageArea.PRIVATE:
            return private_variant(image.image_id, extension, variant, made)
        case StorageArea.EXPIRING:
            return expiring_variant(image.image_id, extension, variant, made)


def folder_of(image: Image) -> str:
    """What the keys of its variants begin with, up to the last slash, where the record says that it is seen."""
    return _original(image).removesuffix("/original")


def _original(image: Image) -> str:
    match image.storage_area:
        case StorageArea.PUBLIC:
            return public_original(image.image_path)
        case StorageArea.PRIVATE:
            return private_original(image.image_id, image.source_extension)
        case StorageArea.EXPIRING:
            return expiring_original(image.image_id, image.source_extension)


def _provisional(image: Image, variant: str) -> str:
    return expiring_variant(image.image_id, image.source_extension, variant, _PROVISIONAL.value)


def _provisional_folder(image: Image) -> str:
    return f"{expiring_folder(image.image_id, image.source_extension)}/"


def _bears(watermark: str, key: str, *, below: str) -> bool:
    return watermark in _marks_of(key.removeprefix(below).rpartition(".")[0])


def _is_one_of(others: Collection[str], key: str, *, below: str) -> bool:
    """Also of everything that was made of options: each of their spellings holds an equals sign, and no preset does."""
    name = key.removeprefix(below)
    return name in others or "=" in name


def _is_of(stored: StoredObject | ObjectFacts, image_id: str) -> bool:
    return image_tag(image_id) in stored.metadata.get(CACHE_TAG_METADATA, "").split(",")
