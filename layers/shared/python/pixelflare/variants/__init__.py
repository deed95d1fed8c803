"""The public side of an image: its copy without a place, its ladder of variants, and taking both back."""

from pixelflare.variants.public_objects import PublicObjects, PublicPicture
from pixelflare.variants.publish import handle_variant_message, withdraw
from pixelflare.variants.requests import request_variants

__all__ = ["PublicObjects", "PublicPicture", "handle_variant_message", "request_variants", "withdraw"]
