"""Changes of images, read from the records of a DynamoDB stream.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pixelflare.aws.attributes import Item, from_attributes
from schema.keys.core import ABOUT_IMAGES, RECOGNISED, owner_of_partition
from schema.library.images import Image


@dataclass(frozen=True)
class ImageChange:
    """One row about an image, before and after. A row that came or went has only one of the two."""

    owner: str
    image_id: str
    kind: str
    """How the row's sort key begins: LIVE, BIN or RECOGNISED of schema.keys.core."""
    before: Item | None
    after: Item | None

    @property
    def image_before(self) -> Image | None:
        return Image.model_validate(self.before) if self.before and self.kind != RECOGNISED else None

    @property
    def image_after(self) -> Image | None:
        return Image.model_validate(self.after) if self.after and self.kind != RECOGNISED else None


def changes_in(event: dict[str, Any]) -> Iterator[ImageChange]:
    """The changes that a stream's batch tells of, in order. Other rows are passed over."""
    for record in event["Records"]:
        change = record["dynamodb"]
        keys = from_attributes(change["Keys"])
        kind = next((each for each in ABOUT_IMAGES if keys["sk"].startswith(each)), None)
        if kind is not None:
            yield ImageChange(
                owner=owner_of_partition(keys["pk"]),
                image_id=keys["sk"].removeprefix(kind),
                kind=kind,
                before=from_attributes(change["OldImage"]) if "OldImage" in change else None,
                after=from_attributes(change["NewImage"]) if "NewImage" in change else None,
            )
