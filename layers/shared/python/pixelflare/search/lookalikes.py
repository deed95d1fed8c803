"""Finds pictures that look like one."""

from collections.abc import Iterator
from dataclasses import dataclass

from pixelflare.base.parallel import in_parallel
from pixelflare.catalog import ImageStore
from pixelflare.search.lists import PostingList, Postings
from pixelflare.search.looks import ALIKE, distance, look_terms
from pixelflare.search.query import Range, Term
from schema.library.images import Image


@dataclass(frozen=True)
class Lookalike:
    image: Image
    distance: int
    """Bits of the hash that differ."""


def find_similar(image: Image, *, postings: Postings, images: ImageStore, limit: int) -> list[Lookalike]:
    """The owner's other images that look alike, the nearest first, then the newest.

    Of a byte of the hash that thousands share, only among the newest of them.
    """
    hash_ = image.facts.look_hash if image.facts else None
    if hash_ is None:
        return []
    lists = in_parallel(lambda term: postings.page(image.owner, Term(term), Range()), look_terms(hash_))
    apart = {other: distance(hash_, found) for each in lists for other, found in _hashes(each)}
    alike = sorted((each for each in apart if apart[each] <= ALIKE and each != image.image_id), reverse=True)
    nearest = sorted(alike, key=apart.__getitem__)[:limit]
    return [
        Lookalike(each, apart[each.image_id]) for each in images.find_many(image.owner, nearest) if each.is_servable
    ]


def _hashes(of: PostingList) -> Iterator[tuple[str, str]]:
    return ((image_id, posting.look_hash) for image_id, posting in of.postings.items() if posting.look_hash)
