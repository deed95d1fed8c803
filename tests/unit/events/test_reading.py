"""Which events the records of the core table's stream are."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pixelflare.aws.attributes import Item, to_attributes
from pixelflare.events import read_events
from schema.library.events import EventKind

READY: Item = {"image_id": "img_1", "album": "trips", "filename": "a.jpg", "status": "ready", "version": 3}
RESERVED = READY | {"status": "reserved"}
PROCESSING = READY | {"status": "processing"}
FLAGGED = {"moderation": {"state": "flagged", "verdict": {"flagged": True}}}


def record(sort_key: str, before: Item | None, after: Item | None) -> dict[str, Any]:
    change: dict[str, Any] = {"Keys": to_attributes({"pk": "O#owner", "sk": sort_key})}
    change |= {"OldImage": to_attributes(before)} if before else {}
    change |= {"NewImage": to_attributes(after)} if after else {}
    return {"eventID": "e1", "dynamodb": change | {"ApproximateCreationDateTime": 1_800_000_000}}


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (None, RESERVED, []),
        (None, READY, []),
        (RESERVED, PROCESSING, []),
        (PROCESSING, PROCESSING | {"variants_ready": frozenset({"w512"}), "updated_at": "later"}, []),
        (PROCESSING, READY, [EventKind.IMAGE_READY]),
        (PROCESSING, READY | FLAGGED, [EventKind.IMAGE_READY, EventKind.IMAGE_FLAGGED]),
        (RESERVED, READY | {"status": "rejected"}, [EventKind.IMAGE_REJECTED]),
        (READY, READY | {"moderation": {"state": "rejected"}}, [EventKind.IMAGE_REJECTED]),
        (READY, READY | {"nsfw": True}, [EventKind.IMAGE_FLAGGED]),
        (READY | FLAGGED, READY | FLAGGED | {"nsfw": True}, [EventKind.IMAGE_CHANGED]),
        (READY, READY | {"alt": "A sea", "version": 4}, [EventKind.IMAGE_CHANGED]),
        (READY, READY | {"version": 4, "stale_paths": frozenset({"x"}), "g2sk": "later", "spent_mb_ms": 1}, []),
        (READY, READY | {"album": "home"}, [EventKind.IMAGE_MOVED]),
        (READY, READY | {"filename": "b.jpg", "alt": "A sea"}, [EventKind.IMAGE_MOVED]),
        (PROCESSING, PROCESSING | {"filename": "b.jpg"}, [EventKind.IMAGE_MOVED]),
        (RESERVED, RESERVED | {"filename": "b.jpg"}, []),
        (READY, PROCESSING, []),
        (READY, None, [EventKind.IMAGE_DELETED]),
        (RESERVED, None, []),
    ],
)
def test_change_of_a_live_image_is_told_by_what_it_means(
    before: Item | None, after: Item | None, kinds: list[EventKind]
) -> None:
    assert [event.kind for event in read_events(record("I#img_1", before, after))] == kinds


@pytest.mark.parametrize(
    ("sort_key", "before", "after", "kinds"),
    [
        ("D#img_1", None, READY, []),
        ("D#img_1", READY, READY | {"purging_since": "now"}, []),
        ("D#img_1", READY, None, [EventKind.IMAGE_RESTORED]),
        ("D#img_1", READY | {"purging_since": "now"}, None, [EventKind.IMAGE_PURGED]),
        ("A#trips", None, {"slug": "trips"}, [EventKind.ALBUM_CHANGED]),
        ("A#trips", {"slug": "trips"}, None, [EventKind.ALBUM_DELETED]),
        ("AR#trips", None, {"next_path": "x"}, []),
        ("T#sea", None, {"tag": "sea"}, [EventKind.LIBRARY_CHANGED]),
        ("TI#sea#img_1", None, {"tag": "sea"}, []),
        ("#U", {"owner": "owner"}, {"owner": "owner", "bio": "x"}, [EventKind.LIBRARY_CHANGED]),
        ("#BACKUPRUN", None, {"images": 1}, []),
    ],
)
def test_other_rows_are_told_if_they_are_part_of_the_library(
    sort_key: str, before: Item | None, after: Item | None, kinds: list[EventKind]
) -> None:
    assert [event.kind for event in read_events(record(sort_key, before, after))] == kinds


def test_event_says_who_what_when_and_is_the_same_at_each_delivery() -> None:
    told = record("I#img_1", PROCESSING, READY | FLAGGED)
    first, second = read_events(told)

    assert (first.owner, first.image_id, first.album) == ("owner", "img_1", "trips")
    assert first.at == datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert first.event_id != second.event_id
    assert read_events(told) == [first, second]
    (album,) = read_events(record("A#trips", None, {"slug": "trips"}))
    assert (album.album, album.image_id) == ("trips", None)
