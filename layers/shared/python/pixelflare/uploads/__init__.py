"""From a request for an address to accepted bytes: reserve a path, hand out a form, inspect what arrives."""

from pixelflare.uploads.accept import Intake, accept_upload
from pixelflare.uploads.reserve import reserve_image

__all__ = ["Intake", "accept_upload", "reserve_image"]
