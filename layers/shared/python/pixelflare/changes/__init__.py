"""Changes of records, as the core table's stream tells them."""

from pixelflare.changes.change import ImageChange, is_newly_ready, is_searched, read_change

__all__ = ["ImageChange", "is_newly_ready", "is_searched", "read_change"]
