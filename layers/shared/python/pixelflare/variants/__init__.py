"""What viewers get of an image: its copy without a place, its ladder of variants, and taking both back."""

from pixelflare.variants.consume import handle_variant_message
from pixelflare.variants.making import original_of, render_variant, watermark_of
from pixelflare.variants.press import Press, Purger
from pixelflare.variants.publish import served_copy
from pixelflare.variants.refining import is_worth_refining
from pixelflare.variants.requests import finish_later, refine_later, request_variants, spread_net
from pixelflare.variants.shelves import ServedPicture, Shelves, is_laid_out_alike, is_seen_alike, tags_of
from pixelflare.variants.visits import Visits
from pixelflare.variants.withdraw import withdraw
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
    "original_of",
    "refine_later",
    "render_variant",
    "request_variants",
    "served_copy",
    "spread_net",
    "tags_of",
    "watermark_of",
    "withdraw",
]
