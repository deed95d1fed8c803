"""Receipts came after release 0.1.0, from what the stream of changes tells. What was stored before is on none of them."""

from contextlib import suppress
from datetime import datetime
from functools import partial

from operations.migrations.migration import Migration, Repair
from operations.migrations.places import Installation
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT
from pixelflare.aws.table import ConditionFailed
from pixelflare.costs import CostRecords
from schema.keys.core import BIN, LIVE
from schema.keys.derived import cost_owner_key
from schema.library.images import Image, ImageStatus

_STORED = (ImageStatus.PROCESSING, ImageStatus.READY)


def look(row: Item, here: Installation, _now: datetime) -> Repair | None:
    image = Image.model_validate(row)
    if image.status not in _STORED:
        return None
    known = CostRecords(here.derived).find(image.owner, image.image_id)
    if known and (known.since, known.binned, known.bytes) == (image.created_at, image.deleted_at, image.size_bytes):
        return None
    return partial(_note, image, here)


def _note(image: Image, here: Installation) -> bool:
    """The list of owners first: it is looked at no more once the image has its record. An older state than the known one changes
    nothing."""
    with suppress(ConditionFailed):
        here.derived.put({**cost_owner_key(image.owner)}, only_if=ABSENT)
    CostRecords(here.derived).note_image(image)
    return True


MIGRATION = Migration(
    number=7,
    name="costs",
    does="puts what is stored on its owners' receipts",
    reads=(LIVE, BIN),
    look=look,
)
