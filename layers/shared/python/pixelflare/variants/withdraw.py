"""Take back what viewers get of an image, where the record does not say any more that they do.

Deleting too much costs nothing but making it again.
"""

from collections.abc import Collection

from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.variants.press import Purger
from pixelflare.variants.shelves import Shelves
from schema.images import Shelf
from schema.keys import Place, image_tag


def withdraw(
    owner: str, image_id: str, places: Collection[Place], *, images: ImageStore, shelves: Shelves, edge: Purger
) -> None:
    """Take back what an image left at these places and on shelves where the record does not say it is: objects first,
    then the edge.

    Spares what an image that has such a path by now has put there.
    """
    image = images.find(owner, image_id)
    shelf = image.shelf if image and image.is_servable else None
    withdrawn = shelves.withdraw_guarded(image_id, but=shelf)
    for place in sorted(places):
        if image is None or shelf is not Shelf.PUBLIC or image.place != place:
            is_taken = images.holder_of(place) not in (None, image_id)
            withdrawn += shelves.withdraw_public(place, only_of=image_id if is_taken else None)
    edge.purge(tags=[image_tag(image_id)])
    logger.info("withdrawn from viewers", image_id=image_id, objects=withdrawn)
    count("Withdrawn")
