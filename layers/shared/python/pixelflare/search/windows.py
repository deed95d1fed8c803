"""The images that meet a query, a window of time after another: within a window all of them, ranked.

One page of each term's list is read. If a term that must be there is rare, its whole list fits, and the window reaches
back to the first image. If all are common, the window reaches back as far as all pages do, and the next begins there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pixelflare.base.parallel import in_parallel
from pixelflare.search.document import SearchDocument
from pixelflare.search.lists import NOTHING, PostingList, Postings
from pixelflare.search.matching import Evidence, InDocument, InLists, is_known, meets
from pixelflare.search.query import Clause, Leaf, Query, Term
from pixelflare.search.ranking import Ranking

LOOKED_INTO = 500
"""Documents that are read for a window at most, where lists leave open whether an image answers: half a read unit each."""
WALKED = 200
"""Documents of a window where no list helps."""
_AT_ONCE = 100
_DIGITS = 9
"""Of a score. Images that say the same have the same one, whatever the order of the sum."""

Lists = Mapping[Term, PostingList]


@dataclass(frozen=True, order=True)
class Hit:
    """By order: the better one is greater, of equal ones the newer."""

    score: float
    image_id: str


@dataclass(frozen=True)
class Window:
    best_first: list[Hit]
    floor: str
    """The lowest id that was looked at. Empty if there is nothing below."""


def read_window(owner: str, query: Query, *, below: str, postings: Postings) -> Window:
    created = replace(query.created, high=min(query.created.high, below))
    if created.low >= created.high:
        return Window([], "")
    terms = query.listed_terms
    read = in_parallel(lambda term: postings.page(owner, term, created), terms)
    lists: Lists = dict(zip(terms, read, strict=True))
    floor = _common_floor(query.wanted, lists)
    evidence: dict[str, Evidence] = {}
    if floor == NOTHING:  # only exclusions and dates, or the beginning of too many words
        found = postings.newest_documents(owner, created, limit=WALKED)
        floor = found.known_from
        evidence |= {each.image_id: InDocument(each) for each in found.newest_first}
    else:
        candidates = _candidates(query, lists, floor)
        unknown = [image_id for image_id, each in candidates.items() if not _is_decided(query, each)]
        if len(unknown) > LOOKED_INTO:
            unknown = unknown[:LOOKED_INTO]
            floor = unknown[-1]
        documents = read_documents(owner, unknown, postings)
        evidence |= {image_id: each for image_id, each in candidates.items() if image_id >= floor}
        evidence |= {image_id: InDocument(document) for image_id, document in documents.items()}
    return Window(_ranked(query, evidence, Ranking(query.ranked_terms, lists)), floor)


def _is_decided(query: Query, evidence: Evidence) -> bool:
    """Whether lists are enough, also to rank the image."""
    return meets(query, evidence) is not None and is_known(query, evidence)


def _common_floor(clauses: Iterable[Clause], lists: Lists) -> str:
    """Empty if one clause is known whole: the others are looked up in documents where their lists end."""
    floors = [_floor(clause, lists) for clause in clauses]
    if not floors or min(floors) in ("", NOTHING):
        return min(floors, default=NOTHING)
    return max(floor for floor in floors if floor != NOTHING)


def _floor(clause: Clause, lists: Lists) -> str:
    return max(_best_list(leaf, lists).known_from for leaf in clause.any_of)


def _best_list(leaf: Leaf, lists: Lists) -> PostingList:
    """The one that reaches back furthest, and has the fewest images."""
    there = [lists[term] for term in leaf.terms if term in lists]
    return min(there, key=lambda each: (each.known_from, len(each.postings)))


def _candidates(query: Query, lists: Lists, floor: str) -> dict[str, InLists]:
    """Newest first: what one clause allows, without what the lists rule out."""
    allowed: list[set[str]] = [
        {image_id for leaf in clause.any_of for image_id in _best_list(leaf, lists).postings if image_id >= floor}
        for clause in query.wanted
        if _floor(clause, lists) <= floor
    ]
    fewest = min(allowed, key=len)
    evidence = {image_id: InLists(image_id, lists) for image_id in sorted(fewest, reverse=True)}
    return {image_id: each for image_id, each in evidence.items() if meets(query, each) is not False}


def read_documents(owner: str, image_ids: list[str], postings: Postings) -> dict[str, SearchDocument]:
    """By image id, a hundred in a call, several calls at once."""
    batches = [image_ids[start : start + _AT_ONCE] for start in range(0, len(image_ids), _AT_ONCE)]
    found: dict[str, SearchDocument] = {}
    for documents in in_parallel(lambda batch: postings.documents(owner, batch), batches):
        found |= documents
    return found


def _ranked(query: Query, evidence: Mapping[str, Evidence], ranking: Ranking) -> list[Hit]:
    hits = (
        Hit(round(ranking.score(each), _DIGITS), image_id)
        for image_id, each in evidence.items()
        if meets(query, each) is True
    )
    return sorted(hits, reverse=True)
