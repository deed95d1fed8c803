"""What lies on an image's storage area, told from lists alone: nothing is read, and nothing but listing has to be allowed."""

from dataclasses import dataclass
from datetime import datetime

from pixelflare.aws.objects import ListedObject, ObjectStore
from pixelflare.variants.store import folder_of
from schema.addresses.formats import Format
from schema.addresses.variant_names import ORIGINAL, VariantName
from schema.keys.objects import expiring_variant
from schema.library.images import Image, StorageArea


@dataclass(frozen=True)
class ListedVariant:
    """An object that viewers get."""

    name: str
    """`original`, or the variant with its format."""
    size_bytes: int
    etag: str
    made_at: datetime


class VariantListing:
    """The same buckets as pixelflare.variants.VariantStore has."""

    def __init__(self, public: ObjectStore, private: ObjectStore) -> None:
        self._public = public
        self._private = private

    def find(self, image: Image, name: VariantName) -> ListedVariant | None:
        """What is answered for this name now; also an AVIF that was made quickly and waits for its better."""
        found = _exactly(self._store(image), key_of(image, name))
        if found is None and name.extension == Format.AVIF:
            provisional = expiring_variant(image.image_id, image.source_extension, name.stem, name.extension)
            found = _exactly(self._private, provisional)
        return _held(str(name), found) if found else None

    def variants_of(self, image: Image) -> list[ListedVariant]:
        """Those that are there, up to 1,000."""
        folder = f"{folder_of(image)}/"
        listed = self._store(image).listed(folder)
        return [_held(found.key.removeprefix(folder), found) for found in listed]

    def _store(self, image: Image) -> ObjectStore:
        return self._public if image.storage_area is StorageArea.PUBLIC else self._private


def key_of(image: Image, name: VariantName) -> str:
    """Where it lies, or would, in the bucket of the image's storage area."""
    if image.storage_area is StorageArea.PUBLIC and name.stem == ORIGINAL:
        return folder_of(image)
    return f"{folder_of(image)}/{name}"


def _exactly(store: ObjectStore, key: str) -> ListedObject | None:
    return next((found for found in store.listed(key, limit=1) if found.key == key), None)


def _held(name: str, found: ListedObject) -> ListedVariant:
    return ListedVariant(name, found.size_bytes, found.etag, found.modified_at)
