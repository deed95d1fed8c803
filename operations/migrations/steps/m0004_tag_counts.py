"""Release 0.1.0 counted a tag's images when it was asked; since then rows hold the counts, and those of earlier images are missing.

An image that loses its tag before this has run leaves a count below zero, which this makes right, too.
"""

from collections import Counter
from datetime import datetime
from functools import partial

from operations.migrations.migration import Migration, Repair
from operations.migrations.places import Installation
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import Table
from schema.keys import Key
from schema.keys.core import (
    TAG,
    image_key,
    owner_of_partition,
    owner_partition,
    tag_count_key,
    tag_count_prefix,
    tag_prefix,
    tag_record_key,
)
from schema.library.images import Image

_COUNT = "TC#"
_PAGE = 1_000


def look(row: Item, here: Installation, _now: datetime) -> Repair | None:
    owner, tag = owner_of_partition(row["pk"]), row["sk"].split("#")[1]
    if row["sk"].startswith(_COUNT) and here.core.get(tag_record_key(owner, tag), consistent=True):
        return None  # the tag's own row is looked at, and all its counts with it
    # The counts first: whoever tags an image after that changes one of them, and so is noticed.
    standing = {each["sk"]: int(each["images"]) for each in _all(owner, tag_count_prefix(tag), here.core)}
    wanted = _wanted(owner, tag, here.core)
    wrong = {place: wanted[place] for place in standing.keys() | wanted if standing.get(place, 0) != wanted[place]}
    return partial(_set, owner, standing, wrong, here.core) if wrong else None


def _wanted(owner: str, tag: str, core: Table) -> Counter[str]:
    """The images below the tag, by the count that each belongs to."""
    wanted: Counter[str] = Counter()
    ids = [each["sk"].removeprefix(tag_prefix(tag)) for each in _all(owner, tag_prefix(tag), core)]
    for row in core.get_many([image_key(owner, image_id) for image_id in ids]):
        wanted[tag_count_key(owner, tag, Image.model_validate(row).created_at)["sk"]] += 1
    return wanted


def _set(owner: str, standing: dict[str, int], right: dict[str, int], core: Table) -> bool:
    for place, images in sorted(right.items()):
        as_read = Condition("#images = :seen", {":seen": standing[place]}) if place in standing else ABSENT
        core.update({"pk": owner_partition(owner), "sk": place}, set_={"images": images}, only_if=as_read)
    return True


def _all(owner: str, prefix: str, core: Table) -> list[Item]:
    below = Condition("#pk = :pk AND begins_with(#sk, :prefix)", {":pk": owner_partition(owner), ":prefix": prefix})
    found: list[Item] = []
    after: Key | None = None
    while True:
        page = core.query(below, limit=_PAGE, after=after, consistent=True)
        found += page.items
        after = page.last_key
        if after is None:
            return found


MIGRATION = Migration(
    number=4,
    name="tag-counts",
    does="counts the images of tags",
    reads=(TAG, _COUNT),
    look=look,
)
