"""The search index: what an image is found by, kept in the derived table."""

from pixelflare.search.index import SearchIndex, index_image

__all__ = ["SearchIndex", "index_image"]
