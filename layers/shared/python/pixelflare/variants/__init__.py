"""The public side of an image: its copy without a place, its ladder of variants, and taking both back."""

from pixelflare.variants.public_objects import PublicObjects, PublicPicture
from pixelflare.variants.publish import Press, handle_variant_message, original_of, put_public_copy, withdraw
from pixelflare.variants.requests import request_variants, spread_net

__all__ = [
    "Press",
    "PublicObjects",
    "PublicPicture",
    "handle_variant_message",
    "original_of",
    "put_public_copy",
    "request_variants",
    "spread_net",
    "withdraw",
]
