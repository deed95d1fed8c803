"""Whether an image meets a query, as far as the evidence goes: True, False, or None for unknown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pixelflare.search.colors import are_near
from pixelflare.search.document import Posting, SearchDocument
from pixelflare.search.lists import PostingList, in_one
from pixelflare.search.query import Clause, Leaf, Query, Term


class Evidence(Protocol):
    def has(self, term: Term, /) -> bool | None: ...
    def bears_out(self, leaf: Leaf, /) -> bool | None: ...
    def posting(self, term: Term) -> Posting | None: ...


@dataclass(frozen=True)
class InLists:
    """What the lists say of one image. They know neither the order of words nor colours."""

    image_id: str
    lists: Mapping[Term, PostingList]

    def has(self, term: Term) -> bool | None:
        return self.lists[term].has(self.image_id) if term in self.lists else None

    def bears_out(self, _leaf: Leaf) -> bool | None:
        return None

    def posting(self, term: Term) -> Posting | None:
        return self.lists[term].postings.get(self.image_id)


@dataclass(frozen=True)
class InDocument:
    """What an image's document says: all there is to know."""

    document: SearchDocument

    def has(self, term: Term) -> bool:
        return any(True for _ in self._words(term))

    def bears_out(self, leaf: Leaf) -> bool:
        """What its terms alone do not say."""
        if leaf.color:
            return any(are_near(leaf.color, color) for color in self.document.colors)
        return any(_follow_each_other(leaf.terms, field) for field in self.document.fields.values())

    def posting(self, term: Term) -> Posting | None:
        found = [self.document.terms[word] for word in self._words(term)]
        return in_one(found) if found else None

    def _words(self, term: Term) -> Iterable[str]:
        if term.is_prefix:
            return (word for word in self.document.terms if word.startswith(term.text) and ":" not in word)
        return (term.text,) if term.text in self.document.terms else ()


def meets(query: Query, evidence: Evidence) -> bool | None:
    return _all(_clause_holds(clause, evidence) for clause in query.clauses)


def is_known(query: Query, evidence: Evidence) -> bool:
    """Whether the evidence also suffices to rank the image."""
    return all(evidence.has(term) is not None for term in query.ranked_terms)


def _clause_holds(clause: Clause, evidence: Evidence) -> bool | None:
    found = _any(_leaf_holds(leaf, evidence) for leaf in clause.any_of)
    return found if found is None else found is not clause.is_excluded


def _leaf_holds(leaf: Leaf, evidence: Evidence) -> bool | None:
    found = _all(evidence.has(term) for term in leaf.terms)
    return evidence.bears_out(leaf) if leaf.is_more_than_terms and found is not False else found


def _all(answers: Iterable[bool | None]) -> bool | None:
    known = set(answers)
    return False if False in known else None if None in known else True


def _any(answers: Iterable[bool | None]) -> bool | None:
    known = set(answers)
    return True if True in known else None if None in known else False


def _follow_each_other(words: tuple[Term, ...], field: tuple[str, ...]) -> bool:
    starts = range(len(field) - len(words) + 1)
    return any(all(map(_is_word, words, field[start : start + len(words)])) for start in starts)


def _is_word(term: Term, word: str) -> bool:
    return word.startswith(term.text) if term.is_prefix else word == term.text
