"""How many of the best hits there are by album, tag, type and year."""

from collections import Counter
from collections.abc import Iterable

from pixelflare.base.ids import created_year
from pixelflare.search.document import SearchDocument
from schema.library.search import Facets

FACETED = 500
"""Hits that are counted at most. Each is half a read unit."""
_MOST_VALUES = 20


def facets_of(documents: Iterable[SearchDocument]) -> Facets:
    """The most frequent values first."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("album", "tag", "type", "year")}
    for document in documents:
        counts["year"][str(created_year(document.image_id))] += 1
        for term in document.terms:
            name, colon, value = term.partition(":")
            if colon and name in counts:
                counts[name][value] += 1
    most = {name: dict(values.most_common(_MOST_VALUES)) for name, values in counts.items()}
    return Facets(albums=most["album"], tags=most["tag"], types=most["type"], years=most["year"])
