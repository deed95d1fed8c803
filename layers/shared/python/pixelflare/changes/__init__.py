"""Changes of records, as the core table's stream tells them, and who is told of them."""

from pixelflare.changes.change import ImageChange, changes_in
from pixelflare.changes.receiver import Receiver, announce, receivers

__all__ = ["ImageChange", "Receiver", "announce", "changes_in", "receivers"]
