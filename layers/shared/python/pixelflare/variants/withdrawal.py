"""Take back what viewers get of an image, where the record does not say any more that they do.

Deleting too much costs nothing but making it again.
"""

from collections.abc import Collection

from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.variants.services import Purger
from pixelflare.variants.store import VariantStore
from schema.addresses.image_path import ImagePath
from schema.keys.cache_tags import absence_tag, image_tag
from schema.library.images import StorageArea


def withdraw(
    owner: str,
    image_id: str,
    image_paths: Collection[ImagePath],
    *,
    images: ImageStore,
    variant_store: VariantStore,
    edge: Purger,
) -> int:
    """Take back what an image left at these places and on storage areas where the record does not say it is: objects first,
    then the edge. How many objects there were.

    Spares what an image that has such a path by now has put there.
    """
    image = images.find(owner, image_id)
    storage_area = image.storage_area if image and image.is_servable else None
    withdrawn = variant_store.withdraw_private(image_id, but=storage_area)
    for image_path in sorted(image_paths):
        if image is None or storage_area is not StorageArea.PUBLIC or image.image_path != image_path:
            is_taken = images.holder_of(image_path) not in (None, image_id)
            withdrawn += variant_store.withdraw_public(image_path, only_of=image_id if is_taken else None)
    arrived = [absence_tag(image.image_path.path)] if image and storage_area is StorageArea.PUBLIC else []
    edge.purge(tags=[image_tag(image_id), *arrived])
    logger.info("withdrawn from viewers", image_id=image_id, objects=withdrawn)
    count("Withdrawn")
    return withdrawn
