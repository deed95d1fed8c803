"""When somebody has to look at an image: its place in the index of due work."""

from datetime import UTC, datetime, timedelta

import pytest

from pixelflare.catalog.images.rows import bin_row, live_row
from schema.budgets import (
    DOCTOR_PAUSE,
    EXPIRY_SETTLED,
    PUBLISHER_LEASE,
    RESERVATION_SETTLED,
    SWEEP_DELAY,
    VARIANT_CONSUMER_TIMEOUT,
)
from schema.keys.due import DUE_SHARDS, DueKind, due_at
from schema.library.images import Image, ImageStatus
from schema.library.multipart import UploadInParts
from schema.limits import RESERVATION_SECONDS

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def an_image(**fields: object) -> Image:
    image = Image(
        image_id="img_01",
        owner="o",
        album="default",
        filename="a.jpg",
        display_name="a.jpg",
        status=ImageStatus.READY,
        nonce="n",
        declared_type="image/jpeg",
        created_at=NOW,
        updated_at=NOW,
    )
    return image.model_copy(update=fields)


def test_an_image_that_nothing_will_happen_to_is_in_no_index() -> None:
    assert live_row(an_image())["g2pk"] is None


@pytest.mark.parametrize(
    ("fields", "kind", "moment"),
    [
        ({"expires_at": NOW + HOUR}, DueKind.EXPIRE, NOW + HOUR + EXPIRY_SETTLED),
        ({"status": ImageStatus.RESERVED}, DueKind.ABANDONED, NOW + timedelta(seconds=RESERVATION_SECONDS)),
        ({"status": ImageStatus.REJECTED}, DueKind.ABANDONED, NOW + timedelta(days=30)),
    ],
)
def test_a_live_image_is_looked_at_when_its_time_comes(
    fields: dict[str, object], kind: DueKind, moment: datetime
) -> None:
    row = live_row(an_image(**fields))
    assert str(row["g2pk"]).startswith(f"W#{kind}#")
    slack = RESERVATION_SETTLED if fields.get("status") is ImageStatus.RESERVED else timedelta()
    assert str(row["g2sk"]) == f"{(moment + slack).strftime('%Y-%m-%dT%H:%M:%S')}.000Z#img_01"


def test_a_multipart_upload_keeps_its_reservation_for_as_long_as_it_can_be_resumed() -> None:
    parts = UploadInParts(upload_id="u", size_bytes=1, expires_at=NOW + 24 * HOUR)
    row = live_row(an_image(status=ImageStatus.RESERVED, parts=parts))
    assert str(row["g2sk"]) > (NOW + 24 * HOUR).strftime("%Y-%m-%dT%H:%M")


def test_the_bin_counts_from_the_deletion_so_that_a_changed_retention_holds_for_all() -> None:
    row = bin_row(an_image(deleted_at=NOW, expires_at=NOW + HOUR))
    assert str(row["g2pk"]).startswith("W#bin#")
    assert str(row["g2sk"]).startswith("2026-03-01T12:00")


def test_a_permanent_deletion_is_due_at_once() -> None:
    assert str(bin_row(an_image(deleted_at=NOW, purging_since=NOW + HOUR))["g2pk"]).startswith("W#purge#")


def test_rows_of_one_moment_are_spread_over_all_partitions() -> None:
    partitions = {due_at(DueKind.BIN, "t", f"img_{number}")["g2pk"] for number in range(100)}
    assert len(partitions) == DUE_SHARDS


def test_nobody_who_has_begun_to_publish_still_does_when_an_expired_image_is_taken_away() -> None:
    assert EXPIRY_SETTLED > PUBLISHER_LEASE


def test_what_was_under_way_at_the_doctors_first_look_has_ended_at_the_second() -> None:
    assert max(PUBLISHER_LEASE, SWEEP_DELAY, VARIANT_CONSUMER_TIMEOUT) < DOCTOR_PAUSE
