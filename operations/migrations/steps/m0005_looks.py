"""Since release 0.1.0 the check of an upload also keeps a hash of what the picture looks like, and how it is turned.

Without the hash, a picture has no look-alikes and is in nobody's; without the turn, `explain` describes another work. Only the original
has them, so this reads every one of them. A picture without detail has no hash, but each has a turn, which says that it was looked at.
"""

from datetime import datetime
from functools import partial

from operations.migrations.migration import Migration, NotPossible, Repair, key_of
from operations.migrations.places import Installation
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.imaging import Refused, inspect
from schema.keys.core import BIN, LIVE
from schema.keys.objects import original_object
from schema.library.images import Image
from schema.limits import MOST_JPEG_PIXELS


def look(row: Item, here: Installation, _now: datetime) -> Repair | None:
    image = Image.model_validate(row)
    is_known = image.facts is None or "orientation" in row["facts"]
    return None if is_known or image.purging_since else partial(_inspect, image, row, here)


def _inspect(image: Image, row: Item, here: Installation) -> bool:
    stored = here.originals.read(original_object(image.owner, image.image_id, str(image.sha256)))
    if stored is None:
        raise NotPossible("its original is missing (make doctor says so, too)")
    try:
        found = inspect(stored.body, max_jpeg_pixels=MOST_JPEG_PIXELS)
    except Refused as refused:
        raise NotPossible(f"its original can't be read any more: {refused}") from refused
    facts = row["facts"] | {"orientation": found.orientation, "look_hash": found.look_hash}
    as_read = Condition("#version = :version", {":version": image.version})
    here.core.update(key_of(row), set_={"facts": facts}, add={"version": 1}, only_if=as_read)
    return True


MIGRATION = Migration(
    number=5,
    name="looks",
    does="looks at originals again: how they are turned, and what they look like, for look-alikes and duplicates",
    reads=(LIVE, BIN),
    look=look,
)
