"""Writes the index: a document for each image, and for each of its terms a posting.

A document and its postings change in one transaction, on the condition that nobody has written the document since it
was read. More changes than a transaction takes are several of them. A run that stops in between leaves a document that
says what its postings say, and the next run finishes. A record's version decides which of two runs knows better.
"""

from datetime import datetime
from itertools import islice
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.catalog import AlbumStore, ImageStore
from pixelflare.search.document import Posting, SearchDocument, document_of
from pixelflare.search.months import counting
from schema.keys.derived import document_key, posting_key
from schema.library.albums import Album
from schema.library.images import Image

_AT_ONCE = 95
"""DynamoDB takes a hundred writes in a transaction. One is the document, and up to four count the image."""
_NEWEST = 2**53
"""The version of what is gone for ever."""


def index_image(owner: str, image_id: str, *, images: ImageStore, albums: AlbumStore, index: "SearchIndex") -> None:
    """Makes the index say what the record says now. Raises ChangedMeanwhile if another run wrote at the same time."""
    image = images.find(owner, image_id)
    if image is not None and image.is_servable:
        index.write(owner, document_of(image, albums.find(owner, image.album)))
        return
    gone = image or images.find_deleted(owner, image_id)
    index.remove(owner, image_id, version=gone.version if gone else _NEWEST)


def is_current(document: SearchDocument, image: Image, album: Album | None) -> bool:
    """Whether a search finds the image as it is now. A change that no search can ask for leaves the document as it is."""
    wanted = document_of(image, album)
    if not wanted.is_newer_than(document):
        return True
    return document.says_the_same_as(
        wanted.model_copy(update=document.model_dump(include={"version", "album_version"}))
    )


class SearchIndex:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, image_id: str) -> SearchDocument | None:
        item = self._table.get(document_key(owner, image_id), consistent=True)
        return SearchDocument.model_validate(item) if item else None

    def remove(self, owner: str, image_id: str, *, version: int) -> None:
        """An empty document stays, so that a run that has read an older record cannot bring the image back."""
        self.write(owner, SearchDocument(image_id=image_id, version=version))

    def forget(self, owner: str, image_id: str, *, until: datetime) -> None:
        """Like `remove`, for an image that is gone for ever. The table removes the empty document after that time."""
        self.remove(owner, image_id, version=_NEWEST)
        expiry = {"exp": int(until.timestamp())}
        self._table.update(document_key(owner, image_id), set_=expiry, only_if=PRESENT)

    def write(self, owner: str, document: SearchDocument) -> None:
        """Does nothing if the index knows a newer version. Raises ChangedMeanwhile, Unavailable."""
        standing = self.find(owner, document.image_id)
        if standing is not None and standing.is_newer_than(document):
            return
        while standing is None or not standing.says_the_same_as(document):
            standing = self._step(owner, standing, document)

    def _step(self, owner: str, standing: SearchDocument | None, wanted: SearchDocument) -> SearchDocument:
        """As much of the difference as one transaction takes. Returns the document as it is then."""
        terms = dict(standing.terms) if standing else {}
        postings: list[dict[str, Any]] = []
        for term, posting in islice(_differences(terms, wanted.terms), _AT_ONCE):
            key = posting_key(owner, term, wanted.image_id)
            if posting is None:
                del terms[term]
                postings.append(self._table.deleting(key))
            else:
                terms[term] = posting
                postings.append(self._table.putting(key | posting.model_dump()))
        revision = standing.revision if standing else 0
        stepped = wanted.model_copy(update={"terms": terms, "revision": revision + 1})
        as_read = Condition("#revision = :revision", {":revision": revision}) if standing else ABSENT
        row: Item = document_key(owner, wanted.image_id) | stepped.model_dump(mode="json")
        counts = counting(
            owner, wanted.image_id, standing.counted if standing else None, wanted.counted, table=self._table
        )
        try:
            self._table.transact([self._table.putting(row, only_if=as_read), *counts, *postings])
        except TransactionRefused as refused:
            raise ChangedMeanwhile(f"another run indexed image {wanted.image_id} at the same time") from refused
        return stepped


def _differences(standing: dict[str, Posting], wanted: dict[str, Posting]) -> list[tuple[str, Posting | None]]:
    """What must be written, and what must go."""
    gone: list[tuple[str, Posting | None]] = [(term, None) for term in standing if term not in wanted]
    return gone + [(term, posting) for term, posting in wanted.items() if standing.get(term) != posting]
