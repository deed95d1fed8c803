"""Where a hit has the words that were asked for."""

from collections.abc import Iterator

from pixelflare.search.analyzer import spans_of
from pixelflare.search.document import SearchDocument
from pixelflare.search.query import Query, Term
from schema.library.images import Image
from schema.library.search import Highlight, Mark


def highlights_of(image: Image, document: SearchDocument, query: Query) -> list[Highlight]:
    """The fields with a word of the query, and where."""
    found = (
        Highlight(field=field, text=text, marks=_marks(text, query)) for field, text in _shown_texts(image, document)
    )
    return [each for each in found if each.marks]


def _shown_texts(image: Image, document: SearchDocument) -> Iterator[tuple[str, str]]:
    yield "display_name", image.display_name
    if image.filename != image.display_name:
        yield "filename", image.filename.rpartition(".")[0]
    yield "title", image.title or ""
    yield "tags", " ".join(sorted(image.tags))
    yield "alt", image.alt or ""
    yield "description", image.description or ""
    yield "labels", " ".join(image.labels)
    yield "caption", image.caption or ""
    yield "album", image.album
    yield "album_title", document.album_title
    if image.facts:
        exif = image.facts.exif
        yield "camera", " ".join(filter(None, (exif.make, exif.model, exif.lens)))


def _marks(text: str, query: Query) -> list[Mark]:
    return [
        Mark(start=start, end=end)
        for words, start, end in spans_of(text)
        if any(_is_meant(word, term) for word in words for term in query.ranked_terms)
    ]


def _is_meant(word: str, term: Term) -> bool:
    return word.startswith(term.text) if term.is_prefix else word == term.text
