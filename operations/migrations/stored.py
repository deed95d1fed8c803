"""What viewers get of an image, as it lies in the buckets."""

from collections.abc import Iterator

from operations.migrations.places import Installation
from pixelflare.aws.objects import ListedObject, ObjectStore
from schema.keys.objects import expiring_folder, private_folder, public_original
from schema.library.images import Image, StorageArea

ORIGINAL = ""
"""The name of the copy that viewers get as the original."""


def bucket_of(image: Image, here: Installation) -> str:
    return here.public_bucket if image.storage_area is StorageArea.PUBLIC else here.private_bucket


def served(image: Image, here: Installation) -> Iterator[tuple[str, ListedObject]]:
    """The copy and all variants, where the record says that the image is seen, by their names with the format."""
    folder = _folder(image)
    for found in ObjectStore(bucket_of(image, here)).all_listed(folder):
        name = found.key.removeprefix(folder)
        if name in ("", "/original"):
            yield ORIGINAL, found
        elif name.startswith("/"):
            yield name[1:], found


def provisional(image: Image, here: Installation) -> Iterator[tuple[str, ListedObject]]:
    """AVIFs that were made quickly, and lie where only functions read."""
    folder = f"{expiring_folder(image.image_id, image.source_extension)}/"
    if image.storage_area is not StorageArea.EXPIRING:
        yield from ((found.key.removeprefix(folder), found) for found in here.private.all_listed(folder))


def _folder(image: Image) -> str:
    match image.storage_area:
        case StorageArea.PUBLIC:
            return public_original(image.image_path)
        case StorageArea.PRIVATE:
            return private_folder(image.image_id, image.source_extension)
        case StorageArea.EXPIRING:
            return expiring_folder(image.image_id, image.source_extension)
