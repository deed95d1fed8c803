"""Takes away what nobody needs any more: what has expired, what was deleted long ago, what was given up."""

from pixelflare.cleanup.orphans import sweep_orphans
from pixelflare.cleanup.owner_rows import OwnerRows
from pixelflare.cleanup.run import clean_up
from pixelflare.cleanup.services import CleanupServices

__all__ = ["CleanupServices", "OwnerRows", "clean_up", "sweep_orphans"]
