"""Options in an address: who may have them made, where what is made lies, and what takes it away again."""

import json
import time
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from pixelflare.delivery import pictures
from tests.integration.cloud import Answer, Cloud, User
from tests.photographs import photograph

ODD = "w=300,h=200,fit=cover,blur=3"


@pytest.fixture
def image(user: User) -> Any:
    return user.upload(photograph("rocket.jpg"))


def path_of(image: Any, variant: str = "") -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}" + (f"/{variant}" if variant else "")


def stored(cloud: Cloud, image: Any) -> list[str]:
    """What lies there of options."""
    return [key.rpartition("/")[2] for key in cloud.keys("PUBLIC_BUCKET", image["owner"]) if "=" in key]


def signed(user: User, image: Any, options: str, **fields: Any) -> str:
    """The address that the API signs."""
    answer = user.call("POST", f"/v1/images/{image['id']}/sign", {"options": options} | fields)
    assert answer.status == 200, answer
    return str(answer.body["url"])


def visit(cloud: Cloud, url: str, extension: str = "webp") -> Answer:
    """As the edge asks: with the format that it has chosen."""
    parts = urlsplit(url)
    path = parts.path if parts.path.endswith((".webp", ".jpg", ".png", ".avif")) else f"{parts.path}.{extension}"
    forwarded = [pair for pair in parts.query.split("&") if pair.startswith(("s=", "exp="))]
    return cloud.cdn(path, "&".join(forwarded))


@pytest.mark.parametrize(("segment", "extension"), [("w=512", "png"), ("w=128,q=80", "webp"), ("w=256,q=auto", "jpg")])
def test_a_width_of_a_preset_is_made_for_anybody_and_kept(
    cloud: Cloud, image: Any, segment: str, extension: str
) -> None:
    answer = cloud.cdn(path_of(image, f"{segment}.{extension}"))

    assert answer.status == 200
    with Image.open(BytesIO(answer.body)) as picture:
        assert picture.width == int(segment.partition(",")[0].removeprefix("w="))
    key = path_of(image, f"{segment}.{extension}")[1:]
    assert cloud.body("PUBLIC_BUCKET", key) == answer.body
    head = cloud.client("s3").head_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=key)
    assert answer.headers["Content-Type"] == head["ContentType"]
    assert answer.headers["x-amz-meta-cache-tag"] == head["Metadata"]["cache-tag"]


@pytest.mark.parametrize(
    "segment", ["w=300", "w=512,q=81", "w=512,blur=3", "h=512", "q=81", "w=512,h=512", "w=512,enlarge=1", ODD]
)
def test_anything_else_needs_the_owners_signature(cloud: Cloud, image: Any, segment: str) -> None:
    if segment == "w=512,enlarge=1":
        segment = "w=512,fit=contain,enlarge=1"
    answer = cloud.cdn(path_of(image, f"{segment}.webp"))

    assert (answer.status, answer.body["error"]["code"]) == (403, "FORBIDDEN")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert stored(cloud, image) == []


def test_what_is_signed_is_made_once_and_then_answered_to_anybody(cloud: Cloud, user: User, image: Any) -> None:
    url = signed(user, image, "fit=cover,h=200,blur=3,w=300")

    answer = visit(cloud, url)

    assert answer.status == 200
    with Image.open(BytesIO(answer.body)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (300, 200))
    assert stored(cloud, image) == [f"{ODD}.webp"]
    assert cloud.cdn(path_of(image, f"{ODD}.webp")).body == answer.body
    assert cloud.cdn(path_of(image, f"{ODD}.avif")).status == 403
    assert visit(cloud, url, "avif").status == 200  # browsers choose


def test_a_format_that_is_asked_for_stands_in_the_signed_address(user: User, image: Any) -> None:
    assert f"/{ODD}.png?" in signed(user, image, f"{ODD},f=png,q=50")
    assert f"/{ODD}?" in signed(user, image, ODD)
    assert "/w512?" in signed(user, image, "w512")


def test_the_best_format_alone_is_anybodys_and_not_signed(user: User, image: Any) -> None:
    answer = user.call("POST", f"/v1/images/{image['id']}/sign", {"options": "f=auto"})
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_a_signature_is_of_one_address_one_owner_and_one_time(cloud: Cloud, user: User, image: Any) -> None:
    url = signed(user, image, ODD, exp=int(time.time()) + 3600)
    query = "&".join(pair for pair in urlsplit(url).query.split("&") if pair[:2] in ("s=", "ex"))
    tag = query.partition("&")[0]
    stranger = cloud.user(f"{user.name}-other")
    theirs = signed(stranger, stranger.upload(photograph("rocket.jpg")), ODD)
    other_tag = next(pair for pair in urlsplit(theirs).query.split("&") if pair.startswith("s="))

    for asked, given in [
        ("w=301,h=200,fit=cover,blur=3.webp", query),
        (f"{ODD}.webp", tag),  # without its time
        (f"{ODD}.webp", f"{query}0"),
        (f"{ODD}.webp", other_tag),
        (f"{ODD}.webp", "s="),
        (f"{ODD}.webp", "s=%C3%A9&exp=x"),
    ]:
        answer = cloud.cdn(path_of(image, asked), given)
        assert (answer.status, answer.body["error"]["code"]) == (403, "FORBIDDEN"), (asked, given)
    assert stored(cloud, image) == []
    assert cloud.cdn(path_of(image, f"{ODD}.webp"), query).status == 200


def test_a_signature_ends_with_its_time(cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime, timedelta

    url = signed(user, image, ODD, exp=int(time.time()) + 3600)
    monkeypatch.setattr("pixelflare.base.clock.now", lambda: datetime.now(UTC) + timedelta(seconds=3601))

    assert visit(cloud, url).status == 403


def test_a_key_counts_until_it_is_rotated_twice(cloud: Cloud, user: User, image: Any) -> None:
    first = signed(user, image, ODD)

    assert user.call("POST", "/v1/me/signing-key/rotate").body == {"number": 1}
    second = signed(user, image, ODD)
    assert first != second
    assert visit(cloud, first, "avif").status == 200
    assert user.call("POST", "/v1/me/signing-key/rotate").body == {"number": 2}
    assert visit(cloud, first, "webp").status == 403
    assert visit(cloud, second, "webp").status == 200
    assert user.call("PATCH", "/v1/me", {"bio": "x"}).status == 200  # does not bring an old key back
    assert user.call("POST", "/v1/me/signing-key/rotate").body == {"number": 3}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"options": "w=0"}, "w:"),
        ({"options": "x=1"}, "no option"),
        ({"options": "fit=cover"}, "no effect"),
        ({"options": "w=300", "exp": 1_000_000_000}, "past"),
        ({"options": ""}, ""),
        ({"options": "w=300", "exp": 10**15}, ""),
        ({"options": "w=300", "more": 1}, ""),
        ({}, ""),
    ],
)
def test_what_makes_no_sense_is_not_signed(user: User, image: Any, fields: Any, says: str) -> None:
    answer = user.call("POST", f"/v1/images/{image['id']}/sign", fields)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert says in json.dumps(answer.body)


def test_others_images_and_those_without_bytes_are_not_signed_for(cloud: Cloud, user: User, image: Any) -> None:
    stranger = cloud.user(f"{user.name}-other")
    assert stranger.call("POST", f"/v1/images/{image['id']}/sign", {"options": ODD}).status == 404
    waiting = user.reserve("waiting.jpg")["imageId"]
    assert user.call("POST", f"/v1/images/{waiting}/sign", {"options": ODD}).status == 409


def test_the_audit_log_names_what_was_signed_and_rotated(user: User, image: Any) -> None:
    signed(user, image, ODD)
    user.call("POST", "/v1/me/signing-key/rotate")

    entries = user.call("GET", "/v1/audit-logs").body["data"]
    assert [(each["action"], each["resource_type"]) for each in entries[:2]] == [
        ("rotate", "signing_key"),
        ("sign", "image"),
    ]


@pytest.mark.parametrize("variant", ["w=512,h=100.webp", "h=1,w=2.webp", "w=512.json", "w=0.webp", "w=512,f=webp.avif"])
def test_no_other_spelling_gets_past_the_edge_or_is_served(cloud: Cloud, image: Any, variant: str) -> None:
    answer = cloud.cdn(path_of(image, variant))

    assert answer.status == (403 if variant == "w=512,h=100.webp" else 404)


@pytest.mark.parametrize("variant", ["w=512.gif", "w512.gif"])
def test_a_gif_is_made_where_it_is_asked_for(cloud: Cloud, image: Any, variant: str) -> None:
    answer = cloud.cdn(path_of(image, variant))

    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/gif")
    assert answer.body.startswith(b"GIF89a")


def test_facts_of_an_image_that_is_hidden_while_they_are_told_are_not_told(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixelflare.variants import PublishLeases

    announce = PublishLeases.announce_answer

    def hide_first(self: PublishLeases, *arguments: Any, **more: Any) -> None:
        monkeypatch.undo()
        assert user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"}).status == 200
        announce(self, *arguments, **more)

    monkeypatch.setattr(PublishLeases, "announce_answer", hide_first)
    assert cloud.cdn(path_of(image, "f=json.json")).status == 401


def test_an_image_that_is_made_anew_deleted_or_hidden_keeps_nothing_of_options(
    cloud: Cloud, user: User, image: Any
) -> None:
    def make() -> None:
        assert cloud.cdn(path_of(image, "w=512.jpg")).status == 200
        assert stored(cloud, image) == ["w=512.jpg"]

    path = f"/v1/images/{image['id']}"
    make()
    assert user.call("POST", f"{path}/variants", {"variants": ["thumb"]}).status == 202
    cloud.deliver("variant_consumer", *cloud.messages())
    assert stored(cloud, image) == []
    make()
    assert user.call("PATCH", path, {"visibility": "private"}).status == 200
    assert stored(cloud, image) == []
    assert user.call("PATCH", path, {"visibility": "public"}).status == 200
    make()
    assert user.call("DELETE", path).status == 204
    assert stored(cloud, image) == []


def test_a_private_image_takes_the_same_options_behind_its_own_signature(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"), visibility="private")
    folder = f"/p/{image['id']}.jpg"
    url = signed(user, image, ODD)

    assert {"s", "Policy", "Signature", "Key-Pair-Id"} <= {
        pair.partition("=")[0] for pair in urlsplit(url).query.split("&")
    }
    assert cloud.cdn(f"{folder}/{ODD}.webp").status == 403
    assert visit(cloud, url).status == 200
    assert cloud.cdn(f"{folder}/w=512.jpg").status == 200
    kept = {key.rpartition("/")[2] for key in cloud.keys("PRIVATE_BUCKET", folder[1:]) if "=" in key}
    assert kept == {f"{ODD}.webp", "w=512.jpg"}
    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204
    assert cloud.keys("PRIVATE_BUCKET", folder[1:]) == []


def test_an_expiring_image_takes_options_too(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"), expires_at="2090-01-01T00:00:00Z")

    answer = cloud.cdn(path_of(image, "w=512.webp"))
    assert (answer.status, "Expires" in answer.headers) == (200, True)
    assert cloud.keys("PRIVATE_BUCKET", f"e/{image['id']}.jpg/w=512") != []


def test_facts_are_answered_as_json_and_say_nothing_of_the_owner(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"), alt="secret thoughts", tags=["hidden"])

    answer = cloud.cdn(path_of(image, "f=json.json"))

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.body["width"] == image["width"]
    assert answer.body["thumbhash"] == image["thumbhash"]
    assert set(answer.body) == {
        *("id", "bytes", "content_type", "width", "height", "frames", "has_alpha", "thumbhash", "colors", "exif"),
    }
    assert answer.headers["x-amz-meta-cache-tag"].startswith("img-")
    assert stored(cloud, image) == []
    bare = user.upload(photograph("rocket.jpg"), "bare.jpg", strip_metadata=True)
    assert "exif" not in cloud.cdn(path_of(bare, "f=json.json")).body
    private = user.upload(photograph("rocket.jpg"), "private.jpg", visibility="private")
    assert cloud.cdn(path_of(private, "f=json.json")).status == 401
    assert cloud.cdn(f"/p/{private['id']}.jpg/f=json.json").status == 200


def test_a_moved_image_leads_to_the_same_options(cloud: Cloud, user: User, image: Any) -> None:
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "b.jpg"}).status == 200

    for variant in ("w=512.avif", "f=json.json"):
        answer = cloud.cdn(path_of(image, variant))
        assert (answer.status, answer.headers["Location"]) == (301, f"/{image['owner']}/default/b.jpg/{variant}")


def test_what_takes_too_long_is_finished_by_the_queue(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_DEADLINE_SECONDS", 0.0)
    url = signed(user, image, ODD)

    answer = visit(cloud, url)

    assert (answer.status, answer.body["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert answer.headers["Retry-After"] == "30"
    assert stored(cloud, image) == []
    (message,) = cloud.messages()
    assert (message["variant"], message["format"]) == (ODD, "webp")
    assert cloud.deliver("variant_consumer", message) == []
    assert cloud.deliver("variant_consumer", message) == []  # twice does no harm
    assert stored(cloud, image) == [f"{ODD}.webp"]
    assert cloud.cdn(path_of(image, f"{ODD}.webp")).status == 200
    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204
    assert cloud.deliver("variant_consumer", message) == []
    assert stored(cloud, image) == []


def test_an_owners_watermark_is_the_image_of_that_name(cloud: Cloud, user: User, image: Any) -> None:
    marked = "w=300,wm=logo"
    url = signed(user, image, marked)
    assert visit(cloud, url).status == 404
    logo = BytesIO()
    Image.new("RGB", (40, 40), "red").save(logo, "PNG")
    user.call("POST", "/v1/albums", {"slug": "watermarks"})
    user.upload(logo.getvalue(), "logo.png", album="watermarks")

    answer = visit(cloud, url, "png")

    assert answer.status == 200
    with Image.open(BytesIO(answer.body)) as picture:
        colors = picture.convert("RGB").getcolors(1_000_000) or []
    assert any(red > 200 and green < 60 and blue < 60 and count > 1000 for count, (red, green, blue) in colors)


def test_a_signed_address_stays_valid_when_the_image_moves(cloud: Cloud, user: User, image: Any) -> None:
    url = signed(user, image, ODD)
    moved = user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "moved.jpg"}).body
    query = urlsplit(url).query

    led = visit(cloud, url)
    assert (led.status, led.headers["Location"]) == (301, path_of(moved, f"{ODD}.webp"))
    assert cloud.cdn(path_of(moved, f"{ODD}.webp")).status == 403
    assert cloud.cdn(path_of(moved, f"{ODD.replace('3', '4', 1)}.webp"), query).status == 403
    assert cloud.cdn(path_of(moved, f"{ODD}.webp"), query).status == 200


def test_a_signature_holds_for_one_image_only(cloud: Cloud, user: User, image: Any) -> None:
    other = user.upload(photograph("rocket.jpg"), "other.jpg")

    assert cloud.cdn(path_of(other, f"{ODD}.webp"), urlsplit(signed(user, image, ODD)).query).status == 403


def test_rotated_key_takes_redirects_with_its_signatures_out_of_the_edge(cloud: Cloud, user: User, image: Any) -> None:
    user.call("POST", "/v1/me/signing-key/rotate")

    assert {f"#vky-{image['owner']}-{vendor}" for vendor in ("imgproxy", "thumbor")} <= set(cloud.purged()[-1])
