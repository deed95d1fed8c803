"""How well images answer a query: BM25 (Robertson and Zaragoza, 2009) over weighted fields."""

from collections.abc import Mapping
from math import log

from pixelflare.search.lists import PAGE, PostingList
from pixelflare.search.matching import Evidence
from pixelflare.search.query import Term

_SATURATION = 1.2
_LENGTH_COUNTS = 0.75
_LIBRARY = 2 * PAGE
"""Images that a term is compared with. Nobody counts an owner's images, and no list says more than a page: a term that
fills its page counts as one that half of all images have."""


class Ranking:
    def __init__(self, terms: tuple[Term, ...], lists: Mapping[Term, PostingList]) -> None:
        self._rarity = {term: _rarity(len(lists[term].postings)) for term in terms}
        lengths = [posting.length for term in terms for posting in lists[term].postings.values()]
        self._mean_length = sum(lengths) / len(lengths) if lengths else 1.0

    def score(self, evidence: Evidence) -> float:
        return sum(self._part(term, evidence) for term in self._rarity)

    def _part(self, term: Term, evidence: Evidence) -> float:
        posting = evidence.posting(term)
        if posting is None:
            return 0.0
        length = 1 - _LENGTH_COUNTS + _LENGTH_COUNTS * posting.length / self._mean_length
        return self._rarity[term] * posting.weight * (_SATURATION + 1) / (posting.weight + _SATURATION * length)


def _rarity(images: int) -> float:
    return log(1 + (_LIBRARY - images + 0.5) / (images + 0.5))
