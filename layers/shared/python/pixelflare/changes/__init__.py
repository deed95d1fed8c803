"""Changes of records, as the core table's stream tells them."""

from pixelflare.changes.change import ImageChange, is_newly_ready, is_searched, read_change, watermarks_of

__all__ = [
    "ImageChange",
    "is_newly_ready",
    "is_searched",
    "read_change",
    "watermarks_of",
]
