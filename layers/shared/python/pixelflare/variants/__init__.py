"""What viewers get of an image: its copy without a place, its ladder of variants, and taking both back."""

from pixelflare.variants.consume import handle_variant_message
from pixelflare.variants.leases import PublishLeases
from pixelflare.variants.making import original_of, render_variant, watermark_of
from pixelflare.variants.publish import served_copy
from pixelflare.variants.refining import is_worth_refining
from pixelflare.variants.request_counter import RequestCounter
from pixelflare.variants.requests import (
    enqueue_fallback,
    finish_later,
    refine_later,
    request_if_unfinished,
    request_variants,
)
from pixelflare.variants.services import PublishServices, Purger
from pixelflare.variants.store import (
    CACHE_CONTROL,
    PROVISIONAL_CACHE_CONTROL,
    ServedPicture,
    VariantStore,
    is_laid_out_alike,
    is_seen_alike,
    tags_of,
)
from pixelflare.variants.wishes import Wishes, refusal
from pixelflare.variants.withdrawal import withdraw

__all__ = [
    "CACHE_CONTROL",
    "PROVISIONAL_CACHE_CONTROL",
    "PublishLeases",
    "PublishServices",
    "Purger",
    "RequestCounter",
    "ServedPicture",
    "VariantStore",
    "Wishes",
    "enqueue_fallback",
    "finish_later",
    "handle_variant_message",
    "is_laid_out_alike",
    "is_seen_alike",
    "is_worth_refining",
    "original_of",
    "refine_later",
    "refusal",
    "render_variant",
    "request_if_unfinished",
    "request_variants",
    "served_copy",
    "tags_of",
    "watermark_of",
    "withdraw",
]
