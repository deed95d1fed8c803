"""What viewers get of an image: its copy without a place, its ladder of variants, and taking both back."""

from pixelflare.variants.leases import PublishLeases
from pixelflare.variants.making import make_variant, original_of
from pixelflare.variants.publish import handle_variant_message, put_served_copy, withdraw
from pixelflare.variants.refining import is_worth_refining
from pixelflare.variants.request_counter import RequestCounter
from pixelflare.variants.requests import enqueue_fallback, finish_later, refine_later, request_variants
from pixelflare.variants.services import PublishServices, Purger
from pixelflare.variants.store import ServedPicture, VariantStore, is_laid_out_alike, is_seen_alike, tags_of

__all__ = [
    "PublishLeases",
    "PublishServices",
    "Purger",
    "RequestCounter",
    "ServedPicture",
    "VariantStore",
    "enqueue_fallback",
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
    "tags_of",
    "withdraw",
]
