"""Changes, moves, deletes and restores an owner's images, one or many. Viewers see the result before a call returns."""

from pixelflare.library.bulk import act_on_images
from pixelflare.library.change import change_image
from pixelflare.library.delete import delete_image
from pixelflare.library.purge import delete_permanently, empty_bin, show_bin
from pixelflare.library.restore import restore_image
from pixelflare.library.services import LibraryServices

__all__ = [
    "LibraryServices",
    "act_on_images",
    "change_image",
    "delete_image",
    "delete_permanently",
    "empty_bin",
    "restore_image",
    "show_bin",
]
