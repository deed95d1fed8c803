"""Fourth stage: a picture that is stored already."""

from pixelflare.addresses.signatures import is_open
from pixelflare.delivery.records import Found, Seen
from pixelflare.delivery.services import CdnServices
from pixelflare.variants import ServedPicture
from schema.addresses.formats import Format
from schema.library.images import StorageArea


def find(seen: Seen, services: CdnServices) -> Found:
    """Storage is asked first where the edge can not ask by itself, and where making a picture needs a signature.

    Of everything else the edge has just been told that it is missing. `make_once` asks again beside its other reads.
    """
    is_likely = (
        seen.image.storage_area is StorageArea.EXPIRING
        or seen.asked.format is Format.AVIF
        or seen.asked.is_fallback
        or not (seen.asked.options is None or is_open(seen.asked.options, widths=services.widths))
    )
    return Found(seen, stored_picture(seen, services) if is_likely else None, was_looked_for=is_likely)


def stored_picture(seen: Seen, services: CdnServices) -> ServedPicture | None:
    return services.variant_store.find(seen.image, seen.asked.variant, seen.asked.format)
