"""Changes of images, read from the records of a DynamoDB stream.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pixelflare.aws.attributes import Item, from_attributes
from schema.addresses.names import WATERMARKS
from schema.keys.core import ABOUT_IMAGES, BIN, LIVE, RECOGNISED, owner_of_partition
from schema.library.images import Image, ImageStatus
from schema.library.moderation import Moderation

_SERVABLE = (ImageStatus.PROCESSING, ImageStatus.READY)
_NOT_SEARCHED = frozenset(
    {
        "status",
        "version",
        "updated_at",
        "variants_ready",
        "stale_paths",
        "generation",
        "upload_etag",
        "spent_mb_ms",
        "nonce",
        "analyzed_at",
        "vector_put_at",
        "backup_mark",
    }
)
"""What a record says that no search can ask for. Of the status, only whether the image is there for others."""


@dataclass(frozen=True)
class ImageChange:
    """One row about an image, before and after. A row that came or went has only one of the two."""

    owner: str
    image_id: str
    kind: str
    """How the row's sort key begins: LIVE, BIN or RECOGNISED of schema.keys.core."""
    at: datetime
    """When it happened, to about a second: the same at each delivery."""
    before: Item | None
    after: Item | None

    @property
    def image_before(self) -> Image | None:
        return Image.model_validate(self.before) if self.before and self.kind != RECOGNISED else None

    @property
    def image_after(self) -> Image | None:
        return Image.model_validate(self.after) if self.after and self.kind != RECOGNISED else None


def read_change(record: dict[str, Any]) -> ImageChange | None:
    """What a record of the stream tells. None for rows that are not about an image."""
    change = record["dynamodb"]
    keys = from_attributes(change["Keys"])
    kind = next((each for each in ABOUT_IMAGES if keys["sk"].startswith(each)), None)
    if kind is None:
        return None
    return ImageChange(
        owner=owner_of_partition(keys["pk"]),
        image_id=keys["sk"].removeprefix(kind),
        kind=kind,
        at=datetime.fromtimestamp(change["ApproximateCreationDateTime"], UTC),
        before=from_attributes(change["OldImage"]) if "OldImage" in change else None,
        after=from_attributes(change["NewImage"]) if "NewImage" in change else None,
    )


def watermarks_of(change: ImageChange) -> set[str]:
    """The owner's watermarks that are another picture now, or that came or went."""
    if change.kind != LIVE:
        return set()
    before, after = _watermark(change.image_before), _watermark(change.image_after)
    return set() if before == after else {mark[0] for mark in (before, after) if mark}


def _watermark(image: Image | None) -> tuple[str, str] | None:
    """Name and content, if others can be marked with it."""
    name, _, extension = image.filename.rpartition(".") if image else ("", "", "")
    if image is None or image.album != WATERMARKS or extension != "png":
        return None
    return (name, image.sha256 or "") if image.is_servable and not image.is_withheld else None


def is_newly_ready(change: ImageChange) -> bool:
    """Whether the image's presets are complete since this change, and no model has looked at it yet, or it waits for a verdict.

    A row that comes as ready is told anew, as the local cloud does when it starts.
    """
    if change.kind != LIVE or change.after is None or change.after.get("status") != ImageStatus.READY:
        return False
    was_ready = change.before is not None and change.before.get("status") == ImageStatus.READY
    if was_ready:
        return False
    moderation = Moderation.model_validate(change.after["moderation"]) if "moderation" in change.after else None
    return "analyzed_at" not in change.after or (moderation is not None and moderation.waits_for_verdict)


def is_searched(change: ImageChange) -> bool:
    """Whether it may change what a search finds. A row in the bin came from a live one, or leaves no trace."""
    if change.kind == BIN:
        return False
    if change.before is None or change.after is None:
        return True
    if (change.before.get("status") in _SERVABLE) != (change.after.get("status") in _SERVABLE):
        return True
    names = (change.before.keys() | change.after.keys()) - _NOT_SEARCHED
    return any(change.before.get(name) != change.after.get(name) for name in names)
