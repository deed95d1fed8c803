"""The place for a search by meaning: a sentence's vector against those of pictures. No installation has one yet."""

from typing import Protocol

from pixelflare.base.errors import FeatureOff
from schema.library.images import Image


class MeaningSearch(Protocol):
    """A model that serves sentences and pictures in one space, with its index of vectors."""

    def images_like(self, owner: str, sentence: str, *, limit: int) -> list[Image]:
        """The nearest first."""
        ...


def find_by_meaning(owner: str, sentence: str, *, model: MeaningSearch | None, limit: int) -> list[Image]:
    """Raises FeatureOff without a model. Nothing stands in for it: words that look alike are no meaning."""
    if model is None:
        raise FeatureOff("search by meaning is off: no model serves it here; `q` searches by words")
    return model.images_like(owner, sentence, limit=limit)
