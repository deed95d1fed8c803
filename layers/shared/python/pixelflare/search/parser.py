"""Reads what a person types into a search box.

Words must all be found. `OR` joins its two neighbours and binds tighter. `-` excludes one term. Quotes make a phrase, and
`*` at the end lets the last word go on. `tag:sea` and its like are filters. Whatever means nothing is left out.
"""

import re
from dataclasses import replace

from pixelflare.base.errors import InvalidRequest
from pixelflare.search.analyzer import words_of
from pixelflare.search.colors import NAMED, cells_near, read_color
from pixelflare.search.dates import DATES, narrowed
from pixelflare.search.plurals import other_forms
from pixelflare.search.query import Clause, Leaf, Query, Range, Term
from schema.keys.derived import SHORTEST_PREFIX
from schema.limits import MAX_SEARCH_TERMS

FILTERS = ("album", "tag", "type", "camera", "color", "is", "license")
_TYPES = {"jpg": "jpeg", "tif": "tiff"}
_LONGEST_VALUE_BYTES = 800
"""No image has a filter as long as this, and a sort key takes 1,024 bytes."""
_TOKEN = re.compile(
    rf"(?P<minus>-)?(?:(?P<name>{'|'.join((*FILTERS, *DATES))}):)?"
    r'(?:"(?P<quoted>[^"]*)"?(?P<star>\*?)|(?P<bare>[^\s"]+))',
    re.IGNORECASE,
)


def parse_query(text: str) -> Query:
    """Raises InvalidRequest for too many terms, a single prefix of one letter, and dates and colours that are none."""
    clauses: list[Clause] = []
    created = Range()
    joins = False
    for token in _TOKEN.finditer(text):
        if token[0] == "OR":
            joins = True
            continue
        if (token["name"] or "").casefold() in DATES:
            created = narrowed(created, token["name"].casefold(), _value(token), is_excluded=bool(token["minus"]))
        elif leaves := _leaves(token):
            _add(Clause(leaves, is_excluded=bool(token["minus"])), clauses, joins=joins)
        joins = False
    if created.low >= created.high:
        raise InvalidRequest("`after:` must lie before `before:`")
    query = Query(tuple(clauses), created)
    if len(query.listed_terms) > MAX_SEARCH_TERMS:
        raise InvalidRequest(f"a search takes at most {MAX_SEARCH_TERMS} words and filters")
    return replace(query, clauses=tuple(map(_in_all_forms, clauses)))


def _in_all_forms(clause: Clause) -> Clause:
    """Singular or plural: a word alone is meant in both forms, a word of a phrase or before `*` as it is written."""
    return replace(clause, any_of=tuple(dict.fromkeys(each for leaf in clause.any_of for each in _forms(leaf))))


def _forms(leaf: Leaf) -> tuple[Leaf, ...]:
    term = leaf.terms[0]
    if len(leaf.terms) > 1 or term.is_prefix or term.is_filter:
        return (leaf,)
    return (leaf, *(Leaf((Term(form),)) for form in other_forms(term.text)))


def _add(clause: Clause, clauses: list[Clause], *, joins: bool) -> None:
    """What is excluded stays by itself."""
    if joins and clauses and not (clauses[-1].is_excluded or clause.is_excluded):
        clauses[-1] = Clause(clauses[-1].any_of + clause.any_of)
    else:
        clauses.append(clause)


def _value(token: re.Match[str]) -> str:
    return token["quoted"] if token["bare"] is None else token["bare"]


def _leaves(token: re.Match[str]) -> tuple[Leaf, ...]:
    """Any of them will do. None for what means nothing."""
    name = (token["name"] or "").casefold()
    if name == "color":
        return _color(_value(token))
    leaf = _filter(name, _value(token)) if name else _words(token)
    return (leaf,) if leaf else ()


def _color(value: str) -> tuple[Leaf, ...]:
    color = read_color(value)
    if color is None:
        raise InvalidRequest("`color:` takes #rrggbb, #rgb, or a name like orange", details={"names": sorted(NAMED)})
    return tuple(Leaf((Term(f"color:{cell}"),), color=color) for cell in cells_near(color))


def _words(token: re.Match[str]) -> Leaf | None:
    is_prefix = bool(token["star"]) or (token["bare"] or "").endswith("*")
    words = words_of(_value(token))
    if not words:
        return None
    terms = (*map(Term, words[:-1]), Term(words[-1], is_prefix))
    if len(terms) == 1 and not terms[0].is_listed:
        raise InvalidRequest(f"a word before `*` needs at least {SHORTEST_PREFIX} letters")
    return Leaf(terms, is_phrase=len(terms) > 1)


def _filter(name: str, value: str) -> Leaf | None:
    if name == "camera":
        values = words_of(value)
    else:
        plain = " ".join(value.casefold().split())
        values = (_TYPES.get(plain, plain) if name == "type" else plain,)
    if not all(values) or any(len(each.encode(errors="replace")) > _LONGEST_VALUE_BYTES for each in values):
        return None
    return Leaf(tuple(Term(f"{name}:{each}") for each in values)) if values else None
