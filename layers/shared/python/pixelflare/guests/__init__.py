"""What members of an album see of its pictures, and add to them. The album's owner is named by the grant, never by the request."""

from pixelflare.guests.adding import add_image, take_back
from pixelflare.guests.pictures import PictureServices, find_image, page_of_images, shared_image

__all__ = ["PictureServices", "add_image", "find_image", "page_of_images", "shared_image", "take_back"]
