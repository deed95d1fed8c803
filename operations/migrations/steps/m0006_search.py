"""The search index came after release 0.1.0, and follows changes. So it does not know images that have not changed since then, and
they are missing in the months of the time line."""

from datetime import datetime
from functools import partial

from operations.migrations.migration import Migration, Repair
from operations.migrations.places import Installation
from pixelflare.aws.attributes import Item
from pixelflare.catalog import AlbumStore, ImageStore
from pixelflare.search import SearchIndex, index_image, is_current
from schema.keys.core import LIVE
from schema.library.images import Image


def look(row: Item, here: Installation, _now: datetime) -> Repair | None:
    image = Image.model_validate(row)
    if not image.is_servable:
        return None
    document = SearchIndex(here.derived).find(image.owner, image.image_id)
    if document and is_current(document, image, AlbumStore(here.core).find(image.owner, image.album)):
        return None
    return partial(_index, image, here)


def _index(image: Image, here: Installation) -> bool:
    """As the index's own function does it, from the record as it is now. Raises ChangedMeanwhile."""
    images, albums = ImageStore(here.core), AlbumStore(here.core)
    index_image(image.owner, image.image_id, images=images, albums=albums, index=SearchIndex(here.derived))
    return True


MIGRATION = Migration(
    number=6,
    name="search",
    does="puts images into the search index and the time line",
    reads=(LIVE,),
    look=look,
)
