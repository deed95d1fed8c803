"""Fifth stage: who may have a picture made. What has been made already was permitted then."""

from pixelflare.addresses import signatures
from pixelflare.delivery.records import Found
from pixelflare.delivery.services import CdnServices


def permit(found: Found, services: CdnServices) -> Found:
    """Raises Forbidden for options that nobody has signed for."""
    seen, options = found.seen, found.seen.asked.options
    if found.picture is None and options is not None and not signatures.is_open(options, widths=services.widths):
        signatures.check(
            f"{seen.asked.what.path}/{seen.asked.variant}",
            signatures.signature_in(seen.view.query),
            keys=lambda: services.address_keys.valid_for(seen.image.owner),
            now=seen.view.clock(),
        )
    return found
