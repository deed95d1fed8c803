"""Takes away what nobody needs any more: what has expired, what was deleted long ago, what was given up."""

from pixelflare.cleanup.orphans import sweep_orphans
from pixelflare.cleanup.run import clean_up
from pixelflare.cleanup.services import CleanupServices

__all__ = ["CleanupServices", "clean_up", "sweep_orphans"]
