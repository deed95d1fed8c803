"""What viewers get of an image: its copy without a place, its ladder of variants, and taking both back."""

from pixelflare.variants.making import make_variant, original_of
from pixelflare.variants.publish import (
    Press,
    Purger,
    handle_variant_message,
    put_served_copy,
    withdraw,
)
from pixelflare.variants.requests import finish_later, request_variants, spread_net
from pixelflare.variants.shelves import ServedPicture, Shelves, is_laid_out_alike, is_seen_alike, tags_of
from pixelflare.variants.writers import Writers

__all__ = [
    "Press",
    "Purger",
    "ServedPicture",
    "Shelves",
    "Writers",
    "finish_later",
    "handle_variant_message",
    "is_laid_out_alike",
    "is_seen_alike",
    "make_variant",
    "original_of",
    "put_served_copy",
    "request_variants",
    "spread_net",
    "tags_of",
    "withdraw",
]
