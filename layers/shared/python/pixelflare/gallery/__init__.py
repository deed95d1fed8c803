"""Public pages of pictures that need no JavaScript: shared albums, and what people show to everybody."""

from pixelflare.gallery.answers import GalleryAnswer, refusal_page
from pixelflare.gallery.profile import show_profile
from pixelflare.gallery.report import show_report_form
from pixelflare.gallery.request import GalleryRequest, gallery_request
from pixelflare.gallery.services import GalleryServices
from pixelflare.gallery.shared_album import find_share, show_shared_album

__all__ = [
    "GalleryAnswer",
    "GalleryRequest",
    "GalleryServices",
    "find_share",
    "gallery_request",
    "refusal_page",
    "show_profile",
    "show_report_form",
    "show_shared_album",
]
