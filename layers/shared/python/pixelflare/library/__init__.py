"""Changes, moves, deletes and restores an owner's images, one or many. Viewers see the result before a call returns."""

from pixelflare.library.allowance import EdgeAllowance
from pixelflare.library.bulk import CollectedPurges, act_on_images, outcomes
from pixelflare.library.change import change_image
from pixelflare.library.delete import delete_image
from pixelflare.library.purge import delete_permanently, empty_bin, show_bin
from pixelflare.library.restore import restore_image
from pixelflare.library.services import LibraryServices
from pixelflare.library.stale_paths import clear_viewers, path_left_by, sweep_later

__all__ = [
    "CollectedPurges",
    "EdgeAllowance",
    "LibraryServices",
    "act_on_images",
    "change_image",
    "clear_viewers",
    "delete_image",
    "delete_permanently",
    "empty_bin",
    "outcomes",
    "path_left_by",
    "restore_image",
    "show_bin",
    "sweep_later",
]
