"""Usage is counted since release 0.1.0, in the transactions that change it, so images from then are in no sum and in no plan.

Their records do not say either how many bytes their copy and presets have. The buckets do.
"""

from datetime import datetime
from functools import partial

from operations.migrations.migration import Migration, Repair, key_of
from operations.migrations.places import Installation
from operations.migrations.stored import ORIGINAL, served
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.usage import UsageCounters, counted_as_read
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS
from schema.keys.core import BIN, LIVE
from schema.library.images import Image, ImageStatus

_LADDER = frozenset(f"{preset}.{Format.WEBP}" for preset in PRESETS) | {ORIGINAL}


def look(row: Item, here: Installation, _now: datetime) -> Repair | None:
    image = Image.model_validate(row)
    if image.counted and not _lacks_bytes(image):
        return None
    return partial(_count, image, row, here)


def _lacks_bytes(image: Image) -> bool:
    return image.status is ImageStatus.READY and image.deleted_at is None and not image.variant_bytes


def _count(image: Image, row: Item, here: Installation) -> bool:
    """Marks the image and moves the counters in one transaction, as everybody does who changes them."""
    stored = image.variant_bytes
    if _lacks_bytes(image):
        stored = sum(found.size_bytes for name, found in served(image, here) if name in _LADDER)
    counted = image.model_copy(update={"counted": True, "variant_bytes": stored})
    if counted == image:
        return False
    marking = here.core.updating(key_of(row), set_={"counted": True, "variant_bytes": stored}, only_if=_as_read(image))
    here.core.transact([marking, *UsageCounters(here.core).moving(image, counted)])
    return True


def _as_read(image: Image) -> Condition:
    counted = counted_as_read(image)
    stored = "#variant_bytes = :stored"
    if not image.variant_bytes:
        stored = f"(attribute_not_exists(#variant_bytes) OR {stored})"
    values = {":version": image.version, ":stored": image.variant_bytes, **counted.values}
    return Condition(f"#version = :version AND {stored} AND {counted.expression}", values)


MIGRATION = Migration(
    number=3,
    name="usage",
    does="counts images into their owners' usage, with the bytes of their variants",
    reads=(LIVE, BIN),
    look=look,
)
