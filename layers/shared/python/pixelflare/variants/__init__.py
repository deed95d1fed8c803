"""What viewers get of an image: its copy without a place, its ladder of variants, and taking both back."""

from pixelflare.variants.making import make_variant, original_of
from pixelflare.variants.press import Press, Purger
from pixelflare.variants.publish import handle_variant_message, put_served_copy, withdraw
from pixelflare.variants.refining import is_worth_refining
from pixelflare.variants.requests import finish_later, refine_later, request_variants, spread_net
from pixelflare.variants.shelves import ServedPicture, Shelves, is_laid_out_alike, is_seen_alike, tags_of
from pixelflare.variants.visits import Visits
from pixelflare.variants.writers import Writers

__all__ = [
    "Press",
    "Purger",
    "ServedPicture",
    "Shelves",
    "Visits",
    "Writers",
    "finish_later",
    "handle_variant_message",
    "is_laid_out_alike",
    "is_seen_alike",
    "is_worth_refining",
    "make_variant",
    "original_of",
    "put_served_copy",
    "refine_later",
    "request_variants",
    "spread_net",
    "tags_of",
    "withdraw",
]
