"""Puts vectors where sentences find them."""

from pixelflare.base.vectors import unpacked
from pixelflare.catalog import ImageStore
from pixelflare.vision.models import Vectors
from schema.library.images import Image


def place_vector(image: Image, vector: str, *, images: ImageStore, vectors: Vectors) -> None:
    """`vector` as models' results keep it. An image that is deleted for ever meanwhile leaves none behind."""
    vectors.put(image.owner, image.image_id, unpacked(vector))
    if not (images.find(image.owner, image.image_id) or images.find_deleted(image.owner, image.image_id)):
        vectors.delete(image.owner, image.image_id)
