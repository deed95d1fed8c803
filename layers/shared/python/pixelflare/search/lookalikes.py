"""Finds pictures that look like one: copies by the perceptual hash, and what a model finds alike by the code of its vector."""

from collections.abc import Iterable
from dataclasses import dataclass

from pixelflare.base.parallel import in_parallel
from pixelflare.catalog import ImageStore
from pixelflare.search.document import Posting
from pixelflare.search.lists import Postings
from pixelflare.search.looks import ALIKE, distance, look_terms
from pixelflare.search.query import Range, Term
from pixelflare.search.seen import SEEN_ALIKE, seen_terms, similarity
from schema.library.images import Image


@dataclass(frozen=True)
class Lookalike:
    image: Image
    distance: int | None
    """Bits of the perceptual hash that differ. None for one that only a model finds alike."""
    similarity: float | None
    """By the model's vector, up to 1. None without one."""


def find_similar(image: Image, *, postings: Postings, images: ImageStore, limit: int) -> list[Lookalike]:
    """The owner's other images that look alike: copies first, the nearest first, then what a model finds alike.

    Of a byte of a hash or code that thousands share, only among the newest of them.
    """
    look, seen = image.facts.look_hash if image.facts else None, image.vector_code
    found = _listed(image, [*(look_terms(look) if look else ()), *(seen_terms(seen) if seen else ())], postings)
    apart = {other: distance(look, each.look_hash) for other, each in found if look and each.look_hash}
    near = {other: similarity(seen, each.vector_code) for other, each in found if seen and each.vector_code}
    copies = {other for other, bits in apart.items() if bits <= ALIKE}
    alike = {other for other, cosine in near.items() if cosine >= SEEN_ALIKE} - copies
    newest = sorted((copies | alike) - {image.image_id}, reverse=True)
    nearest = sorted(newest, key=lambda other: (other in alike, apart[other] if other in copies else -near[other]))
    return [
        Lookalike(each, apart[each.image_id] if each.image_id in copies else None, _cosine(image, each))
        for each in images.find_many(image.owner, nearest[:limit])
        if each.is_servable
    ]


def _cosine(one: Image, other: Image) -> float | None:
    return similarity(one.vector_code, other.vector_code) if one.vector_code and other.vector_code else None


def _listed(image: Image, terms: Iterable[str], postings: Postings) -> list[tuple[str, Posting]]:
    lists = in_parallel(lambda term: postings.page(image.owner, Term(term), Range()), terms)
    return [(other, posting) for each in lists for other, posting in each.postings.items()]
