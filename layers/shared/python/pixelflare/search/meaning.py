"""Search by meaning: the nearest pictures to a sentence, by vectors of a model that knows both.

The ports are filled by Amazon Bedrock and Amazon S3 Vectors where an installation has them switched on. Nothing stands in
for them: words that look alike are no meaning.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pixelflare.base.errors import FeatureOff, InvalidRequest
from pixelflare.catalog import ImageStore
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.search.sentences import SentenceCounts
from schema.library.images import Image
from schema.library.recognition import Found


class Embedder(Protocol):
    """A model that gives sentences and pictures vectors in one space. Its methods raise Unavailable during an outage."""

    @property
    def provider(self) -> str: ...

    def embedding_of(self, jpeg: bytes) -> Found:
        """Of a picture, packed (`pixelflare.base.vectors`), with its price."""
        ...

    def vector_of(self, sentence: str) -> list[float]:
        """Raises InvalidRequest for a sentence that the model refuses."""
        ...


class VectorIndex(Protocol):
    """The vectors of all owners' pictures. Its methods raise Unavailable during an outage."""

    def put(self, owner: str, image_id: str, vector: Sequence[float]) -> None:
        """Replaces what the image had."""
        ...

    def delete(self, owner: str, image_id: str) -> None:
        """Does nothing for an image without a vector."""
        ...

    def nearest(self, owner: str, vector: Sequence[float]) -> Iterator[list[str]]:
        """Ids of the owner's images, page by page, the nearest first. Images that are gone may be among them."""
        ...

    def standing(self, owner: str, image_ids: Sequence[str]) -> set[str]:
        """Those that have a vector."""
        ...


@dataclass(frozen=True)
class MeaningSearch:
    embedder: Embedder
    vectors: VectorIndex
    images: ImageStore
    limiter: RateLimiter
    limit: Limit
    """Of sentences of one owner: each is paid for."""
    counts: SentenceCounts

    def images_like(self, owner: str, sentence: str, *, limit: int, now: datetime) -> list[Image]:
        """The nearest first, however far. Raises InvalidRequest, RateLimited, Unavailable.

        The records decide what is there: the index may still know what has been deleted.
        """
        said = _plain(sentence)
        if not said:
            raise InvalidRequest("the sentence has no words", details={"parameter": "meaning"})
        self.limiter.spend(self.limit, owner, now=now)
        vector = self.embedder.vector_of(said)
        found: list[Image] = []
        queries = 0
        try:
            for image_ids in self.vectors.nearest(owner, vector):
                queries += 1
                found += (image for image in self.images.find_many(owner, image_ids) if image.is_servable)
                if len(found) >= limit:
                    break
        finally:  # the sentence has been paid for, whatever came after
            self.counts.add(owner, said, queries=queries, now=now)
        return found[:limit]


def find_by_meaning(
    owner: str, sentence: str, *, search: MeaningSearch | None, limit: int, now: datetime
) -> list[Image]:
    """Raises FeatureOff where no model serves it."""
    if search is None:
        raise FeatureOff(
            "search by meaning is off: no model serves it here. An operator switches it on with `-c meaning=on`; "
            "`q` searches by words"
        )
    return search.images_like(owner, sentence, limit=limit, now=now)


def _plain(sentence: str) -> str:
    """In one line, without control and formatting characters."""
    return " ".join("".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in sentence).split())
