"""Search: the index in the derived table, and the answers from it."""

from pixelflare.search.document import SearchDocument
from pixelflare.search.engine import Found, FoundPage, SearchEngine
from pixelflare.search.index import SearchIndex, index_image

__all__ = ["Found", "FoundPage", "SearchDocument", "SearchEngine", "SearchIndex", "index_image"]
