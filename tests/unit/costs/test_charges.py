"""What a change of a row says that somebody has to pay, and in which month.

The stream's records: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
"""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from pixelflare.aws.attributes import to_attributes
from pixelflare.catalog.images.rows import bin_row, live_row
from pixelflare.changes import ImageChange, read_change
from pixelflare.costs.charges import charges_in
from schema.library.images import Image, ImageStatus
from schema.library.recognition import AiPart, Found, PartResult, PartRun, Recognition

OCTOBER, NOVEMBER = datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 30, 12, tzinfo=UTC)


def an_image(**said: Any) -> Image:
    known = {"status": ImageStatus.READY, "created_at": OCTOBER, "updated_at": OCTOBER, "size_bytes": 9}
    names = {
        "declared_type": "image/jpeg",
        "nonce": "n",
        "filename": "a.jpg",
        "display_name": "a.jpg",
        "album": "default",
    }
    return Image.model_validate({"owner": "o", "image_id": "img_1", **names, **known, **said})


def change(before: Any, after: Any) -> ImageChange:
    rows = {"OldImage": before, "NewImage": after}
    written = {name: to_attributes(row) for name, row in rows.items() if row is not None}
    keys = {name: (before or after)[name] for name in ("pk", "sk")}
    moment = {"ApproximateCreationDateTime": NOVEMBER.timestamp()}
    found = read_change({"dynamodb": {"Keys": to_attributes(keys), **moment, **written}})
    assert found is not None
    return found


def test_a_restore_is_paid_in_its_month_and_not_in_that_of_the_deletion() -> None:
    deleted = an_image(deleted_at=OCTOBER)
    assert charges_in(change(bin_row(deleted), None)) == {f"2026-11#purge#1#restored-{deleted.version}"}


def test_what_leaves_the_bin_for_good_is_no_restore() -> None:
    assert not charges_in(change(bin_row(an_image(deleted_at=OCTOBER, purging_since=NOVEMBER)), None))


def test_work_of_the_same_length_is_paid_each_time() -> None:
    states = [an_image(spent_mb_ms=spent, updated_at=NOVEMBER) for spent in (0, 700, 1400)]
    found = [charges_in(change(live_row(one), live_row(two))) for one, two in pairwise(states)]
    assert found == [{"2026-11#compute#700#of-700"}, {"2026-11#compute#700#of-1400"}]


def test_each_image_of_the_same_bytes_pays_for_its_own_vector_and_one_for_the_model() -> None:
    run = PartRun(provider="bedrock", at=OCTOBER, ms=10, paid_by="img_0")
    part = PartResult(run=run, found=Found(model="m", cost_usd=0.00006, vector="AAAA"))
    known = Recognition(image_id="img_1", sha256="s", parts={AiPart.EMBEDDING: part})
    row = {"pk": "O#o", "sk": "IA#img_1"} | known.model_dump(mode="json", exclude_none=True)
    once, twice = (row | {"vector_put_at": at.isoformat()} for at in (OCTOBER, NOVEMBER))

    assert charges_in(change(None, row)) == frozenset()
    assert charges_in(change(row, once)) == {f"2026-10#vector#131072#put-{OCTOBER.isoformat()}"}
    assert charges_in(change(once, once | {"revision": 2})) == frozenset()
    assert charges_in(change(once, twice)) == {f"2026-11#vector#131072#put-{NOVEMBER.isoformat()}"}
