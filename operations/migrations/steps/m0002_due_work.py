"""The index of due work came after release 0.1.0, so nobody looks at rows from then: expired images stay, the bin keeps all, old
paths redirect for ever, and uploads are never given up.

An image whose presets are being made also lacks since when, which is the time of its last change.
"""

from datetime import datetime, timedelta
from functools import partial

from operations.migrations.migration import Migration, Repair, key_of
from operations.migrations.places import Installation
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.base.clock import text_of
from pixelflare.catalog import index_places
from schema.keys.core import BIN, LIVE, TAG, owner_of_partition
from schema.keys.due import DueKind, due_at
from schema.library.images import Image, ImageStatus

_RETIRED_FOR = timedelta(minutes=5)
"""How long a deleted tag's record stayed in release 0.1.0: longer than any request lives."""
_CLAIM = "P#"


def look(row: Item, here: Installation, _now: datetime) -> Repair | None:
    if "g2pk" in row:
        return None
    if row["sk"].startswith((LIVE, BIN)):
        return _image(row, here)
    if "moved_until" in row:
        place = due_at(DueKind.REDIRECT, row["moved_until"], row["moved_to"])
        return partial(_put, row, here, place, "moved_until")
    if "retired_at" in row:
        over = text_of(datetime.fromisoformat(row["retired_at"]) + _RETIRED_FOR)
        place = due_at(DueKind.TAG, over, f"{owner_of_partition(row['pk'])}#{row['tag']}")
        return partial(_put, row, here, place, "retired_at")
    return None


def _image(row: Item, here: Installation) -> Repair | None:
    image = Image.model_validate(row)
    begun = image.status is ImageStatus.PROCESSING and image.processing_since is None and not image.deleted_at
    if begun:
        image = image.model_copy(update={"processing_since": image.updated_at})
    due = {name: value for name, value in index_places(image).items() if name in ("g2pk", "g2sk") and value}
    if not due and not begun:
        return None
    return partial(_put_image, row, here, due, image.updated_at if begun else None)


def _put_image(row: Item, here: Installation, due: Item, since: datetime | None) -> bool:
    """A row that gets more than a place has one version more, so that nobody writes what they have read of it before."""
    as_read = Condition("#version = :version AND attribute_not_exists(#g2pk)", {":version": row["version"]})
    began = {"processing_since": text_of(since)} if since else {}
    here.core.update(key_of(row), set_={**due, **began}, add={"version": 1} if since else None, only_if=as_read)
    return True


def _put(row: Item, here: Installation, due: Item, because: str) -> bool:
    as_read = Condition(f"#{because} = :seen AND attribute_not_exists(#g2pk)", {":seen": row[because]})
    here.core.update(key_of(row), set_=due, only_if=as_read)
    return True


MIGRATION = Migration(
    number=2,
    name="due-work",
    does="says when the clean-up has to look at images, old paths and deleted tags",
    reads=(LIVE, BIN, _CLAIM, TAG),
    look=look,
)
