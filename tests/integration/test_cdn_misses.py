"""What the CDN's function answers when S3 has nothing."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from pixelflare.aws.attributes import to_attributes
from pixelflare.aws.table import Table
from pixelflare.rate_limits import Limit, RateLimiter
from schema.keys.core import image_key
from tests.integration.cloud import Cloud, User
from tests.photographs import photograph

FORMATS = {"webp": "WEBP", "jpg": "JPEG", "png": "PNG"}
"""AVIF has two qualities: see test_often_asked.py."""


@pytest.fixture
def image(user: User) -> Any:
    return user.upload(photograph("rocket.jpg"))


def path_of(image: Any, variant: str = "") -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}" + (f"/{variant}" if variant else "")


@pytest.mark.parametrize("format_", FORMATS)
def test_missing_variant_is_made_kept_and_answered(cloud: Cloud, image: Any, format_: str) -> None:
    answer = cloud.cdn(path_of(image, f"w256.{format_}"))

    assert answer.status == 200
    with Image.open(BytesIO(answer.body)) as picture:
        assert (picture.format, picture.width) == (FORMATS[format_], 256)
    head = cloud.client("s3").head_object(
        Bucket=cloud.variables["PUBLIC_BUCKET"], Key=path_of(image, f"w256.{format_}")[1:]
    )
    assert answer.headers["ETag"] == head["ETag"]
    assert answer.headers["Cache-Control"] == head["CacheControl"]
    assert answer.headers["x-amz-meta-cache-tag"] == head["Metadata"]["cache-tag"]
    assert answer.headers["Content-Type"] == head["ContentType"]
    assert cloud.body("PUBLIC_BUCKET", path_of(image, f"w256.{format_}")[1:]) == answer.body


def test_missing_public_original_is_made_again_without_its_place(cloud: Cloud, image: Any) -> None:
    before = cloud.body("PUBLIC_BUCKET", path_of(image)[1:])
    cloud.client("s3").delete_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=path_of(image)[1:])

    assert cloud.cdn(path_of(image)).body == before


def test_variant_too_large_for_a_function_is_stored_and_redirected_to(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixelflare.delivery.answer.MAX_INLINE_BYTES", 1000)

    answer = cloud.cdn(path_of(image, "w512.png"))

    assert (answer.status, answer.headers["Location"]) == (302, path_of(image, "w512.png"))
    assert "no-store" in answer.headers["Cache-Control"]
    assert path_of(image, "w512.png")[1:] in cloud.keys("PUBLIC_BUCKET", image["owner"])


@pytest.mark.parametrize(
    "path",
    [
        "/nobody/default/beach.jpg/w512.webp",
        "/nobody/default",
        "/api/default/beach.jpg",
        "/nobody/default/beach.jpg/w512",
        "/nobody/default/beach.jpg/w512.exe",
        "/nobody/default/beach.jpg/w512.webp/x",
        "/nobody/default/../beach.jpg",
        "//default/beach.jpg",
        "/",
    ],
)
def test_path_without_an_image_is_not_found(cloud: Cloud, path: str) -> None:
    answer = cloud.cdn(path)

    assert (answer.status, answer.body["error"]["code"]) == (404, "NOT_FOUND")
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"


def test_absence_is_certain_for_a_minute_only_where_an_upload_cannot_end_it(cloud: Cloud, user: User) -> None:
    """Longer answers for longer would hide what has just been uploaded."""
    owner = user.reserve("a.jpg")["image"]["owner"]
    kept = {
        path: cloud.cdn(path).headers["Cache-Control"].rpartition("=")[2]
        for path in (f"/{owner}/default/other.jpg", f"/{owner[:-6]}222222/default/other.jpg", "/default/default/a.jpg")
    }

    assert list(kept.values()) == ["5", "60", "60"]


def test_whoever_takes_a_handle_purges_what_was_told_of_it(cloud: Cloud) -> None:
    assert cloud.cdn("/not-taken-yet/default/a.jpg").headers["x-amz-meta-cache-tag"] == "hnd-not-taken-yet"


def test_short_link_to_no_image_is_told_for_a_minute_and_to_one_in_the_bin_for_seconds(
    cloud: Cloud, user: User, image: Any
) -> None:
    assert user.call("DELETE", f"/v1/images/{image['id']}").status in (200, 204)
    unknown, binned = cloud.link("/i/img_01J8ZQ4T0RBXN2M3K4P5Q6R7S8"), cloud.link(f"/i/{image['id']}")

    assert (unknown.status, binned.status) == (404, 404)
    assert unknown.headers["Cache-Control"].endswith("s-maxage=60")
    assert binned.headers["Cache-Control"].endswith("s-maxage=5")


def test_unknown_variant_is_not_found_and_says_which_there_are(cloud: Cloud, image: Any) -> None:
    answer = cloud.cdn(path_of(image, "w513.webp"))

    assert answer.status == 404
    assert "w512" in answer.body["error"]["details"]["variants"]


def test_reservation_is_not_served(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")

    assert cloud.cdn(f"/{form['image']['owner']}/default/a.jpg").status == 404


def test_private_image_answers_401_and_nothing_is_published(cloud: Cloud, image: Any) -> None:
    _set(cloud, image, "visibility", "private")
    _clear_public(cloud, image)

    for asked in (path_of(image), path_of(image, "w512.webp"), f"/i/{image['id']}"):
        answer = cloud.link(asked) if asked.startswith("/i/") else cloud.cdn(asked)
        assert (answer.status, answer.body["error"]["code"]) == (401, "UNAUTHORIZED")
    message = {"image_id": image["id"], "owner": image["owner"], "album_slug": "default", "filename": "beach.jpg"}
    cloud.deliver("variant_consumer", {"kind": "variants_requested"} | message)
    assert cloud.keys("PUBLIC_BUCKET", image["owner"]) == []


def test_making_variants_is_limited_by_address_and_serving_them_is_not(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _limited(cloud, monkeypatch, of_address=Limit("variant", 3))
    viewer = "[2001:db8:77::1]:443"
    paths = [path_of(image, f"{preset}.avif") for preset in ("w128", "w256", "w512", "w1024")]
    neighbour = "[2001:db8:77::2]:443"

    assert [cloud.cdn(path, viewer=viewer).status for path in paths[:3]] == [200, 200, 200]
    refused = cloud.cdn(paths[3], viewer=neighbour)
    assert (refused.status, refused.body["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert 1 <= int(refused.headers["Retry-After"]) <= 1200
    assert cloud.cdn(paths[0], viewer=viewer).status == 200
    assert cloud.cdn(paths[3], viewer="198.51.100.9:1").status == 200


def test_making_variants_of_an_image_is_limited_whoever_asks(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _limited(cloud, monkeypatch, of_image=Limit("variant of an image", 2, timedelta(days=1)))
    paths = [path_of(image, f"{preset}.avif") for preset in ("w128", "w256", "w512")]

    assert [cloud.cdn(path, viewer=f"198.51.100.{n}:1").status for n, path in enumerate(paths[:2])] == [200, 200]
    refused = cloud.cdn(paths[2], viewer="198.51.100.9:1")

    assert (refused.status, refused.body["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert refused.body["error"]["message"] == "more than 2 variant of an image requests a day"
    assert cloud.cdn(paths[0], viewer="198.51.100.9:1").status == 200, "made before"
    other = user.upload(photograph("coffee.png"), "other.png")
    assert cloud.cdn(path_of(other, "w128.avif"), viewer="198.51.100.9:1").status == 200


def test_making_variants_of_an_owner_is_limited_and_who_is_refused_by_address_takes_nothing_of_it(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _limited(cloud, monkeypatch, of_address=Limit("variant", 1), of_owner=Limit("variant of an owner", 2))
    other = user.upload(photograph("coffee.png"), "other.png")
    flood = "198.18.0.1:1"

    assert cloud.cdn(path_of(image, "w128.avif"), viewer=flood).status == 200
    assert [cloud.cdn(path_of(image, f"{w}.avif"), viewer=flood).status for w in ("w256", "w512", "w1024")] == [429] * 3
    assert cloud.cdn(path_of(other, "w128.avif"), viewer="198.18.0.2:1").status == 200
    refused = cloud.cdn(path_of(other, "w256.avif"), viewer="198.18.0.3:1")

    assert (refused.status, refused.body["error"]["message"]) == (
        429,
        "more than 2 variant of an owner requests an hour",
    )
    stranger = cloud.user(f"stranger-{user.name}").upload(photograph("coffee.png"), "theirs.png")
    assert cloud.cdn(path_of(stranger, "w128.avif"), viewer="198.18.0.4:1").status == 200


def _limited(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, **limits: Limit) -> None:
    """Nothing is remembered of other tests."""
    stores = cloud.services("cdn").stores
    fresh = RateLimiter(Table(cloud.variables["EPHEMERAL_TABLE"]))
    limited = replace(stores, on_demand=replace(stores.on_demand, limiter=fresh, **limits))
    monkeypatch.setattr(cloud.services("cdn"), "stores", limited)


def test_image_deleted_while_its_variant_is_made_is_not_served(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixelflare.variants import PublishLeases

    monkeypatch.setattr(cloud.services("api").library.publish_leases, "_patience_seconds", 0.2)
    announce = PublishLeases.end_with_answer

    def delete_then_announce(self: PublishLeases, *arguments: Any, **named: Any) -> None:
        user.call("DELETE", f"/v1/images/{image['id']}")
        announce(self, *arguments, **named)

    monkeypatch.setattr(PublishLeases, "end_with_answer", delete_then_announce)
    answer = cloud.cdn(path_of(image, "w512.jpg"))

    assert answer.status == 404
    monkeypatch.undo()
    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204
    assert cloud.keys("PUBLIC_BUCKET", image["owner"]) == []


def test_failure_of_ours_is_the_same_envelope(cloud: Cloud, image: Any) -> None:
    (kept_at,) = cloud.keys("ORIGINALS_BUCKET", f"{image['owner']}/{image['id']}/")
    cloud.client("s3").delete_object(Bucket=cloud.variables["ORIGINALS_BUCKET"], Key=kept_at)

    answer = cloud.cdn(path_of(image, "w512.avif"))

    assert (answer.status, answer.body["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_lease_of_a_crashed_maker_runs_out(cloud: Cloud, image: Any) -> None:
    from datetime import UTC, datetime, timedelta

    from pixelflare.aws.table import Table
    from pixelflare.variants import PublishLeases

    leases = PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"]))
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    assert leases.take(image["id"], "w512.avif", "crashed", now=long_ago, lifetime=timedelta(seconds=30))

    assert cloud.cdn(path_of(image, "w512.avif")).status == 200


def test_maker_that_takes_too_long_is_answered_with_come_back(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime, timedelta

    from pixelflare.aws.table import Table
    from pixelflare.delivery import make
    from pixelflare.variants import PublishLeases

    monkeypatch.setattr(make, "_WAIT_SECONDS", 0.2)
    leases = PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"]))
    assert leases.take(image["id"], "w512.avif", "busy", now=datetime.now(UTC), lifetime=timedelta(seconds=30))

    answer = cloud.cdn(path_of(image, "w512.avif"))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


@pytest.mark.parametrize(
    ("below", "query", "leads_to"),
    [("", "", ""), ("/w512", "", "/w512"), ("/w512.jpg", "", "/w512.jpg"), ("", "v=abc&x=%C3%A9", "?v=abc&x=%C3%A9")],
)
def test_short_link_leads_to_the_name_for_a_few_minutes(
    cloud: Cloud, image: Any, below: str, query: str, leads_to: str
) -> None:
    answer = cloud.link(f"/i/{image['id']}{below}", query)

    assert (answer.status, answer.headers["Location"]) == (301, path_of(image) + leads_to)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["x-amz-meta-cache-tag"].startswith(image["id"].replace("_", "-").lower())


@pytest.mark.parametrize(
    "path", ["/i/img_01ARZ3NDEKTSV4RRFFQ69G5FAV", "/i/x", "/i/", "/i/img_01ARZ3NDEKTSV4RRFFQ69G5FAV/a/b"]
)
def test_short_link_of_nothing_is_not_found(cloud: Cloud, path: str) -> None:
    assert cloud.link(path).status == 404


def _set(cloud: Cloud, image: Any, attribute: str, value: str) -> None:
    cloud.client("dynamodb").update_item(
        TableName=cloud.variables["CORE_TABLE"],
        Key=to_attributes(image_key(image["owner"], image["id"])),
        UpdateExpression="SET #a = :v",
        ExpressionAttributeNames={"#a": attribute},
        ExpressionAttributeValues={":v": {"S": value}},
    )


def _clear_public(cloud: Cloud, image: Any) -> None:
    for key in cloud.keys("PUBLIC_BUCKET", image["owner"]):
        cloud.client("s3").delete_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=key)


def test_answer_after_a_look_that_took_too_long_is_not_given_but_kept(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("pixelflare.delivery.last_look.LONGEST_LOOK", timedelta(0))
        late = cloud.cdn(path_of(image, "w256.png"))

    assert (late.status, late.headers["Retry-After"]) == (503, "1")
    assert late.headers["Cache-Control"] == "private, no-store"
    assert path_of(image, "w256.png")[1:] in cloud.keys("PUBLIC_BUCKET", image["owner"])
    assert cloud.cdn(path_of(image, "w256.png")).status == 200


def test_made_and_stored_answers_have_the_same_headers(cloud: Cloud, image: Any) -> None:
    """S3's own answer has one more, Last-Modified, which the edge takes away (tests/edge/test_requests.py)."""
    made, stored = (cloud.cdn(path_of(image, "w256.png")) for _ in range(2))
    head = cloud.client("s3").head_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=path_of(image, "w256.png")[1:])

    assert {made.headers["Accept-Ranges"], stored.headers["Accept-Ranges"], head["AcceptRanges"]} == {"bytes"}
    assert made.headers == stored.headers
