"""Which events the rows beside the images are."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pixelflare.aws.attributes import Item
from pixelflare.events import read_events
from schema.library.events import EventKind
from tests.unit.events.test_reading import record

NOW = datetime.fromtimestamp(1_800_000_000, UTC).isoformat()
"""Of the records."""
LONG_AGO = "2026-01-01T00:00:00.000Z"
SHARE: Item = {"share_id": "shr_1", "album": "trips", "created_at": NOW}
MEMBER: Item = {"member_id": "mem_1", "album": "trips", "state": "invited", "created_at": NOW}
DOMAIN: Item = {"host": "img.example.com", "status": "pending"}
HOOK: Item = {"webhook_id": "hook_1", "enabled": True}
OFF: Item = HOOK | {"enabled": False}


@pytest.mark.parametrize(
    ("sort_key", "before", "after", "told"),
    [
        ("SH#shr_1", None, SHARE, [(EventKind.ALBUM_SHARED, "shr_1")]),
        ("SH#shr_1", None, SHARE | {"created_at": LONG_AGO}, []),
        ("SH#shr_1", SHARE, SHARE | {"views": 1}, []),
        ("SH#shr_1", SHARE, None, []),
        ("ME#trips#mem_1", None, MEMBER, [(EventKind.ALBUM_SHARED, "mem_1")]),
        ("ME#trips#mem_1", MEMBER, MEMBER | {"state": "accepted"}, []),
        ("DO#img.example.com", None, DOMAIN, []),
        ("DO#x", DOMAIN, DOMAIN | {"status": "verified"}, [(EventKind.DOMAIN_VERIFIED, "img.example.com")]),
        ("DO#x", DOMAIN, DOMAIN | {"status": "failed"}, [(EventKind.DOMAIN_FAILED, "img.example.com")]),
        ("DO#x", DOMAIN | {"status": "failed"}, DOMAIN, []),
        ("DO#x", DOMAIN, DOMAIN | {"checks": 2}, []),
        ("WH#hook_1", HOOK, OFF | {"disabled_reason": "gone"}, [(EventKind.WEBHOOK_DISABLED, "hook_1")]),
        ("WH#hook_1", HOOK, OFF, []),
        ("WH#hook_1", OFF | {"disabled_reason": "gone"}, OFF | {"disabled_reason": "gone", "url": "x"}, []),
        ("WH#hook_1", None, OFF | {"disabled_reason": "gone"}, []),
        ("#BACKUPRUN", {"bad_nights": 2}, {"bad_nights": 3}, [(EventKind.BACKUP_FAILED, None)]),
        ("#BACKUPRUN", {"bad_nights": 3}, {"bad_nights": 4}, []),
        ("#BACKUPRUN", {"bad_nights": 3}, {"bad_nights": 0}, []),
        ("#BACKUPRUN", None, {"bad_nights": 3}, []),
        ("#QUOTA", {"notices": {}}, {"notices": {"80": NOW}}, [(EventKind.QUOTA_REACHED, "80")]),
        ("#QUOTA", None, {"notices": {"80": NOW}}, [(EventKind.QUOTA_REACHED, "80")]),
        ("#QUOTA", None, {"notices": {"80": LONG_AGO}}, []),
        ("#QUOTA", {"notices": {"80": LONG_AGO}}, {"notices": {"80": LONG_AGO, "100": NOW}}, [
            (EventKind.QUOTA_REACHED, "100")
        ]),
        ("#QUOTA", {"notices": {"80": NOW}}, {"notices": {"80": NOW}, "admitted": 3}, []),
    ],
)  # fmt: skip
def test_row_tells_what_its_change_means(
    sort_key: str, before: Item | None, after: Item | None, told: list[tuple[EventKind, str | None]]
) -> None:
    assert [(event.kind, event.subject) for event in read_events(record(sort_key, before, after))] == told


def test_two_marks_at_once_are_two_events() -> None:
    reached: dict[str, Any] = {"notices": {"80": NOW, "100": NOW}}
    events = read_events(record("#QUOTA", {"notices": {}}, reached))
    assert [event.subject for event in events] == ["100", "80"]
    assert len({event.event_id for event in events}) == 2
