"""Fifth stage: who may have a picture made. What has been made already was permitted then."""

from dataclasses import replace

from pixelflare.addresses import signatures
from pixelflare.base.errors import BudgetReached, InvalidRequest
from pixelflare.delivery.pictures import manner_for
from pixelflare.delivery.records import Found
from pixelflare.delivery.services import CdnServices
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS
from schema.addresses.watermark_text import undrawn
from schema.limits import MAX_INLINE_BYTES


def permit(found: Found, services: CdnServices) -> Found:
    """Raises Forbidden for options that nobody has signed for, InvalidRequest for a text that can't be drawn,
    VariantTooLarge for what no function can make, BudgetReached while nothing new is made.

    What takes longer than a viewer's function has, which the queue's consumer finishes, is a preset or signed.
    """
    seen, options = found.seen, found.seen.asked.options
    if found.picture is not None or options is None:
        return found
    is_open = signatures.is_open(options, widths=services.widths)
    if not is_open:
        signatures.check(
            f"{seen.asked.what.path}/{seen.asked.variant}",
            signatures.signature_in(seen.view.query),
            name=signatures.signed_name(seen.image.image_id, str(seen.asked.variant)),
            keys=lambda: services.address_keys.valid_for(seen.image.owner),
            now=seen.view.clock(),
        )
    if letters := undrawn(options.wmt):
        raise InvalidRequest(f"wmt: there are no letters to draw {letters} with; upload the text as a watermark image")
    manner_for(seen, may_be_queued=not is_open or seen.asked.variant in PRESETS)
    return _within_budget(found, services)


def _within_budget(found: Found, services: CdnServices) -> Found:
    """While nothing new is made, a stored WebP stands in for an AVIF that nobody has asked for yet: who takes AVIF takes WebP."""
    seen = found.seen
    try:
        services.brake.check_making(now=seen.view.clock())
    except BudgetReached:
        stored = None
        if seen.asked.format is Format.AVIF:
            stored = services.variant_store.find(seen.image, seen.asked.variant, Format.WEBP)
        if stored is None or len(stored.body) > MAX_INLINE_BYTES:
            raise
        return replace(found, picture=replace(stored, stands_in=True))
    return found
