"""Search: the index in the derived table, and the answers from it."""

from pixelflare.search.albums import AlbumProgress, AlbumToIndex, index_album, read_album
from pixelflare.search.document import SearchDocument
from pixelflare.search.duplicates import DuplicateFinder, DuplicateKind
from pixelflare.search.engine import Found, FoundPage, SearchEngine
from pixelflare.search.highlights import highlights_of
from pixelflare.search.index import SearchIndex, index_image, is_current
from pixelflare.search.lists import Postings
from pixelflare.search.lookalikes import find_similar
from pixelflare.search.meaning import Embedder, MeaningSearch, VectorIndex, find_by_meaning
from pixelflare.search.months import MonthCounts
from pixelflare.search.sentences import SentenceCounts, SentenceUsage

__all__ = [
    "AlbumProgress",
    "AlbumToIndex",
    "DuplicateFinder",
    "DuplicateKind",
    "Embedder",
    "Found",
    "FoundPage",
    "MeaningSearch",
    "MonthCounts",
    "Postings",
    "SearchDocument",
    "SearchEngine",
    "SearchIndex",
    "SentenceCounts",
    "SentenceUsage",
    "VectorIndex",
    "find_by_meaning",
    "find_similar",
    "highlights_of",
    "index_album",
    "index_image",
    "is_current",
    "read_album",
]
