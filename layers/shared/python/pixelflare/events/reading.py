"""Events, read from the records of the core table's stream.

Only changes and removals of images are events. A row of an image that is new says nothing: it is a reservation, an arrival
from the bin or from a backup, or one that the local cloud shows anew at its start.
"""

from datetime import UTC, datetime
from typing import Any

from pixelflare.aws.attributes import Item, from_attributes
from pixelflare.events.beside import events_beside
from schema.keys.core import ALBUM, BIN, LIVE, TAG, USER, owner_of_partition
from schema.library.events import EventKind, LibraryEvent
from schema.library.images import ImageStatus
from schema.library.moderation import ModerationState

_WITH_BYTES = (ImageStatus.PROCESSING, ImageStatus.READY)
_PLACE = ("album", "filename")
_UNSEEN = frozenset(
    {
        *("g1pk", "g1sk", "g2pk", "g2sk", "version", "nonce", "parts", "upload_etag", "stale_paths", "variants_ready"),
        *("variant_bytes", "spent_mb_ms", "counted", "processing_since", "vector_put_at", "status"),
        "backup_mark",
    }
)
"""What a row says of its installation. Of the status, only what has a kind of its own is an event."""


def read_events(record: dict[str, Any]) -> list[LibraryEvent]:
    """What a record of the stream tells. Empty for most."""
    change = record["dynamodb"]
    keys = from_attributes(change["Keys"])
    before = from_attributes(change["OldImage"]) if "OldImage" in change else None
    after = from_attributes(change["NewImage"]) if "NewImage" in change else None
    sort_key = str(keys["sk"])
    about = after or before or {}
    at = datetime.fromtimestamp(change["ApproximateCreationDateTime"], UTC)
    told: list[tuple[EventKind, str | None]] = [(kind, None) for kind in _kinds(sort_key, before, after)]
    return [
        LibraryEvent(
            kind=kind,
            event_id=f"{record['eventID']}-{kind}{f'-{subject}' if subject else ''}",
            owner=owner_of_partition(str(keys["pk"])),
            at=at,
            image_id=about.get("image_id"),
            album=about.get("album", about.get("slug")),
            subject=subject,
        )
        for kind, subject in (*told, *events_beside(sort_key, before, after, at=at))
    ]


def _kinds(sort_key: str, before: Item | None, after: Item | None) -> list[EventKind]:
    if sort_key.startswith(LIVE):
        return _of_live(before, after)
    if sort_key.startswith(BIN):
        return _of_bin(before) if after is None else []
    if sort_key.startswith(ALBUM):
        return [EventKind.ALBUM_CHANGED if after else EventKind.ALBUM_DELETED]
    return [EventKind.LIBRARY_CHANGED] if sort_key.startswith(TAG) or sort_key == USER else []


def _of_live(before: Item | None, after: Item | None) -> list[EventKind]:
    if before is None:
        return []
    if after is None:
        return [EventKind.IMAGE_DELETED] if before["status"] in _WITH_BYTES else []
    found = []
    if after["status"] == ImageStatus.READY != before["status"]:
        found.append(EventKind.IMAGE_READY)
    if _is_rejected(after) and not _is_rejected(before):
        found.append(EventKind.IMAGE_REJECTED)
    if _is_flagged(after) and not _is_flagged(before):
        found.append(EventKind.IMAGE_FLAGGED)
    has_bytes = before["status"] in _WITH_BYTES and after["status"] in _WITH_BYTES
    if has_bytes and any(before[name] != after[name] for name in _PLACE):
        found.append(EventKind.IMAGE_MOVED)
    if not found and after["status"] == ImageStatus.READY:
        names = (before.keys() | after.keys()) - _UNSEEN
        if any(before.get(name) != after.get(name) for name in names):
            found.append(EventKind.IMAGE_CHANGED)
    return found


def _of_bin(before: Item | None) -> list[EventKind]:
    is_purged = before is not None and "purging_since" in before
    return [EventKind.IMAGE_PURGED if is_purged else EventKind.IMAGE_RESTORED]


def _is_rejected(row: Item) -> bool:
    decided = (row.get("moderation") or {}).get("state") == ModerationState.REJECTED
    return decided or row["status"] == ImageStatus.REJECTED


def _is_flagged(row: Item) -> bool:
    """By a model, or by the owner's own word."""
    verdict = (row.get("moderation") or {}).get("verdict") or {}
    return bool(row.get("nsfw") or verdict.get("flagged"))
