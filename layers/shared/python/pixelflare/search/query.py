"""A search, as it has been understood: clauses of terms, and a range of time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from schema.keys.derived import SHORTEST_PREFIX


class Term(NamedTuple):
    """One list of the index; with `is_prefix` the lists of all words that begin like it."""

    text: str
    is_prefix: bool = False

    @property
    def is_listed(self) -> bool:
        """A shorter prefix can end a phrase, but is no list of the index."""
        return not self.is_prefix or len(self.text) >= SHORTEST_PREFIX

    @property
    def is_filter(self) -> bool:
        return ":" in self.text


@dataclass(frozen=True)
class Leaf:
    """Terms that an image must all have. Those of a phrase follow each other in one field."""

    terms: tuple[Term, ...]
    is_phrase: bool = False
    color: str = ""
    """As rrggbb: one of the image's colours is near it."""

    @property
    def is_more_than_terms(self) -> bool:
        """Whether lists can only rule it out."""
        return self.is_phrase or bool(self.color)


@dataclass(frozen=True)
class Clause:
    """Leaves of which an image must have one; or none, if it is excluded."""

    any_of: tuple[Leaf, ...]
    is_excluded: bool = False


@dataclass(frozen=True)
class Range:
    """Ids from `low` up to, but without, `high`. Ids sort by the time of creation."""

    low: str = "img_"
    high: str = "img_~"
    """Behind every id."""


@dataclass(frozen=True)
class Query:
    clauses: tuple[Clause, ...] = ()
    created: Range = Range()

    @property
    def asks_for_nothing(self) -> bool:
        return not self.clauses and self.created == Range()

    @property
    def wanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if not clause.is_excluded)

    @property
    def ranked_terms(self) -> tuple[Term, ...]:
        """The words that an image may have, each once. Filters count nothing."""
        return _distinct(self.wanted, lambda term: term.is_listed and not term.is_filter)

    @property
    def listed_terms(self) -> tuple[Term, ...]:
        return _distinct(self.clauses, lambda term: term.is_listed)


def _distinct(clauses: tuple[Clause, ...], is_meant: Callable[[Term], bool]) -> tuple[Term, ...]:
    found = (term for clause in clauses for leaf in clause.any_of for term in leaf.terms)
    return tuple(dict.fromkeys(filter(is_meant, found)))
