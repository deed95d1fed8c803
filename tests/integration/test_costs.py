"""What images, albums and owners cost, from what has happened to them."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from pixelflare.base import clock
from tests.integration.access_logs import count_views, log_line, write_log
from tests.integration.cleaning import DAYS, clean_up
from tests.integration.cloud import Cloud, User


def receipt(user: User, query: str = "") -> Any:
    answer = user.call("GET", "/v1/costs", query=query)
    assert answer.status == 200, answer
    return answer.body


def units(found: Any) -> dict[str, int]:
    return {line["part"]: line["units"] for line in found["lines"]}


@pytest.fixture
def month() -> str:
    return f"{clock.now():%Y-%m}"


@pytest.fixture
def images(cloud: Cloud, user: User, rocket: bytes) -> Any:
    """Two in different albums, seen in this hour; and a view below the owner's name that nobody can place."""
    images = [user.upload(rocket, album="trips"), user.upload(rocket, "b.jpg", album="office")]
    cloud.follow_changes()
    now = clock.now()
    at = f"{now:%Y-%m-%dT%H:%M:%S}Z"
    paths = [f"/{each['owner']}/{each['album']}/{each['filename']}" for each in images]
    seen = [log_line(path, at=at, **{"x-edge-result-type": "Miss"}) for path in (paths[0], paths[0], paths[1])]
    write_log(cloud, *seen, log_line(f"/{images[0]['owner']}/office/never.jpg", at=at))
    count_views(cloud, at=at)
    return images


def test_an_image_costs_what_was_counted_of_it(user: User, images: Any, month: str) -> None:
    found = receipt(user, f"scope=image&id={images[0]['id']}")
    counted = units(found)

    assert (found["month"], found["currency"], found["is_complete"]) == (month, "USD", False)
    assert (counted["requests"], counted["transfer"], counted["object_reads"]) == (2, 2000, 5)
    assert counted["object_writes"] > 0
    assert Decimal(found["total"]) == sum(Decimal(line["amount"]) for line in found["lines"]) > 0
    assert Decimal(found["forecast"]["total"]) >= Decimal(found["total"])


def test_albums_and_unplaced_views_are_the_owner(user: User, images: Any) -> None:
    """Stored bytes grow between two questions, so only what does not is compared."""
    owner = receipt(user)
    albums = [receipt(user, f"scope=album&id={name}") for name in ("trips", "office")]
    unplaced = {"requests": 1, "edge_functions": 2, "transfer": 1000}

    for part, counted in units(owner).items():
        if part not in ("originals", "variants", "records"):
            assert counted == sum(units(album)[part] for album in albums) + unplaced.get(part, 0), part


def test_months_before_cost_nothing_and_have_no_forecast(user: User, images: Any) -> None:
    found = receipt(user, "month=2020-01")
    assert (found["total"], found["forecast"], found["is_complete"]) == ("0", None, True)


def test_withdrawals_are_purges_and_count_once(cloud: Cloud, user: User, images: Any) -> None:
    before = units(receipt(user, f"scope=image&id={images[0]['id']}"))["purges"]
    assert user.call("PATCH", f"/v1/images/{images[0]['id']}", {"visibility": "private"}).status == 200
    cloud.follow_changes()
    cloud.follow_changes()

    assert units(receipt(user, f"scope=image&id={images[0]['id']}"))["purges"] == before + 1


def test_what_is_made_again_in_another_month_is_paid_in_that_month(
    cloud: Cloud, user: User, images: Any, month: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the presets come out with the same bytes."""
    of_image = f"scope=image&id={images[0]['id']}"
    before = units(receipt(user, of_image))
    later = clock.now() + 40 * DAYS
    monkeypatch.setattr(clock, "now", lambda: later)
    assert user.call("POST", f"/v1/images/{images[0]['id']}/variants").status == 202
    cloud.deliver("variant_consumer", *cloud.messages())
    cloud.follow_changes()

    then = units(receipt(user, f"{of_image}&month={month}"))
    made_again = units(receipt(user, f"{of_image}&month={later:%Y-%m}"))
    for part in ("compute", "purges"):
        assert (then[part], made_again[part] > 0) == (before[part], True), part


def test_an_image_that_is_gone_stays_on_the_receipt(cloud: Cloud, user: User, images: Any) -> None:
    before = units(receipt(user))
    assert user.call("DELETE", f"/v1/images/{images[1]['id']}").status == 204
    clean_up(cloud, 31 * DAYS)
    cloud.follow_changes()

    assert user.call("GET", f"/v1/images/{images[1]['id']}").status == 404
    after = units(receipt(user))
    assert after["record_writes"] == before["record_writes"]
    assert units(receipt(user, "scope=album&id=office"))["object_writes"] > 0


def test_a_receipt_is_also_a_table(user: User, images: Any) -> None:
    answer = user.call("GET", "/v1/costs", query="format=csv")
    text = answer.body.decode() if isinstance(answer.body, bytes) else answer.body
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert {row["part"]: int(row["units"]) for row in rows}["requests"] == 4


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("month=2999-01", 400),
        ("month=2026-13", 400),
        ("month=November", 400),
        ("scope=everything", 400),
        ("scope=image", 400),
        ("scope=owner&id=me", 400),
        ("format=xlsx", 400),
        ("scope=image&id=img_01ARZ3NDEKTSV4RRFFQ69G5FAV", 404),
        ("scope=image&id=%00", 404),
        ("scope=album&id=nowhere", 404),
        (f"scope=album&id={'x' * 101}", 400),
    ],
)
def test_questions_that_make_no_sense_are_refused(user: User, query: str, status: int) -> None:
    answer = user.call("GET", "/v1/costs", query=query)
    assert (answer.status, answer.body["error"]["code"]) == (
        status,
        "VALIDATION_ERROR" if status == 400 else "NOT_FOUND",
    )


def test_nobody_sees_the_receipts_of_others(cloud: Cloud, images: Any) -> None:
    other = cloud.user("somebody-else")
    assert other.call("GET", "/v1/costs", query=f"scope=image&id={images[0]['id']}").status == 404
    assert other.call("GET", "/v1/costs", query="scope=album&id=trips").status == 404


def test_stored_bytes_are_those_of_the_images_with_the_bin(cloud: Cloud, user: User, images: Any) -> None:
    assert user.call("DELETE", f"/v1/images/{images[1]['id']}").status == 204
    cloud.follow_changes()
    point = user.call("GET", "/v1/analytics/storage").body["data"][-1]

    assert (point["images"], point["bin_images"]) == (1, 1)
    assert point["original_bytes"] == images[0]["size"] + images[1]["size"]
    assert point["bin_bytes"] == images[1]["size"]
    usage = user.call("GET", "/v1/usage").body["storage"]
    assert point["original_bytes"] == usage["originals"] + usage["bin"]
    assert point["variant_bytes"] == usage["variants"] > 0
    table = user.call("GET", "/v1/analytics/storage", query="format=csv").body
    assert (table.decode() if isinstance(table, bytes) else table).startswith("t,images,original_bytes")
