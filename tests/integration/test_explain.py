"""What an address means: the words, the sizes, the state of signatures; nothing of others, and nothing made by asking."""

import base64
import io
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.integration.cloud import Cloud, User
from tests.integration.explained import WEBP, ask, explain, path_of, sign
from tests.lambda_events import http_event

PLAIN = "image/png,*/*"


@pytest.fixture
def image(user: User, rocket: bytes) -> Any:
    return user.upload(rocket, "a.jpg")


def test_a_stored_preset_is_told_as_it_lies_there(cloud: Cloud, user: User, image: Any) -> None:
    told = explain(user, image["variants"]["w512"], accept=WEBP)
    stored = cloud.client("s3").head_object(
        Bucket=cloud.variables["PUBLIC_BUCKET"], Key=path_of(image, "w512.webp").removeprefix("/")
    )

    assert (told["dialect"], told["canonical_path"]) == ("pixelflare", path_of(image, "w512.webp"))
    assert told["key"] == path_of(image, "w512.webp")[1:]
    assert told["leads_to"] is None
    assert (told["stored"]["bytes"], told["stored"]["etag"]) == (stored["ContentLength"], stored["ETag"])
    assert told["stored"]["content_type"] == stored["ContentType"]
    assert told["predicted_bytes"] == stored["ContentLength"]
    assert told["signature"]["state"] == "not_needed"
    assert told["answer"] == {"status": 200, "reason": "it is stored"}
    assert told["image"] == {
        "id": image["id"],
        "path": path_of(image),
        "status": "ready",
        "visibility": "public",
    }
    assert (told["source"]["width"], told["source"]["height"]) == (640, 427)


@pytest.mark.parametrize(
    ("accept", "format_", "reason"),
    [
        (None, "avif", "the viewer takes AVIF, the smallest"),
        (WEBP, "webp", "the viewer takes WebP, and not AVIF"),
        (PLAIN, "jpg", "the viewer says that it takes neither AVIF nor WebP, so it gets JPEG"),
    ],
)
def test_the_format_hangs_on_the_viewer(user: User, image: Any, accept: str | None, format_: str, reason: str) -> None:
    told = explain(user, path_of(image, "w256"), accept=accept)
    assert (told["format"], told["format_reason"]) == (format_, reason)
    assert told["canonical_path"] == path_of(image, f"w256.{format_}")


def test_a_format_that_is_named_does_not(user: User, image: Any) -> None:
    told = explain(user, path_of(image, "w256") + "?f=png", accept=WEBP)
    assert (told["format"], told["format_reason"]) == ("png", "the address requests it")


@pytest.mark.parametrize(
    "asked",
    [
        "w512",
        "thumb",
        "og-image",
        "w=300",
        "w=200,h=300,fit=cover,g=auto",
        "w=200,h=300,fit=pad,bg=ff0000,pad=5,border=3-000000",
        "rotate=90,flip=h,w=100",
        "w=300,blur=3,sharpen=1,br=1.2,gray=1,wmt=SGVsbG8",
        "w=900,h=900,fit=contain,enlarge=1",
        "h=100,f=baseline-jpeg",
    ],
)
def test_the_size_that_is_told_is_the_size_that_is_made(cloud: Cloud, user: User, image: Any, asked: str) -> None:
    told = explain(user, sign(user, image, asked) if "=" in asked else path_of(image, asked), accept=WEBP)
    made = cloud.cdn(told["canonical_path"], urlsplit(sign(user, image, asked)).query if "=" in asked else "")

    assert made.status == 200, made
    assert Image.open(io.BytesIO(made.body)).size == (told["result"]["width"], told["result"]["height"])
    last = told["steps"][-1]
    assert (last["step"], last["width"], last["height"]) == (
        "encode",
        told["result"]["width"],
        told["result"]["height"],
    )
    assert told["steps"][0]["step"] == "decode"


def test_steps_come_in_their_order_with_what_they_do(user: User, image: Any) -> None:
    asked = "w=100,h=100,fit=cover,g=left,rotate=90,br=1.5,gray=1,blur=2,sharpen=1,pad=4,bg=00ff00,wmt=SGVsbG8,q=60"
    told = explain(user, path_of(image, asked), accept=WEBP)

    assert [step["step"] for step in told["steps"]] == [
        *("decode", "upright", "resize", "crop", "turn", "tone", "colour", "blur", "sharpen", "ground", "watermark"),
        "encode",
    ]
    named = {step["step"]: step for step in told["steps"]}
    assert named["decode"]["parameters"] == {"scale": 2}
    assert (named["decode"]["width"], named["decode"]["height"]) == (320, 214)
    assert named["tone"]["parameters"]["br"] == 1.5
    assert named["encode"]["parameters"]["quality"] == 60
    assert named["watermark"]["parameters"]["text"] == "SGVsbG8"


def test_nothing_is_done_to_the_original(user: User, image: Any) -> None:
    told = explain(user, image["cdn_url"])
    assert (told["variant"], told["format"], told["steps"]) == ("original", None, [])
    assert told["stored"]["bytes"] == told["predicted_bytes"]
    assert told["stored"]["content_type"] == "image/jpeg"


def test_facts_are_predicted_to_the_byte(cloud: Cloud, user: User, image: Any) -> None:
    told = explain(user, path_of(image) + "?f=json")
    answer = cloud.call("cdn", http_event("GET", path_of(image, "f=json.json")))
    assert told["predicted_bytes"] == len(base64.b64decode(answer["body"]))
    assert (told["key"], told["stored"]) == (None, None)


def test_unsigned_options_need_a_signature_until_they_are_made(cloud: Cloud, user: User, image: Any) -> None:
    url = path_of(image, "w=123,blur=4.webp")
    told = explain(user, url)
    assert (told["signature"]["state"], told["answer"]["status"], told["stored"]) == ("needed", 403, None)

    signed = urlsplit(sign(user, image, "w=123,blur=4.webp"))
    assert cloud.cdn(signed.path, signed.query).status == 200
    told = explain(user, url)
    assert (told["signature"]["state"], told["answer"]["status"]) == ("none", 200)


def test_what_is_refused_as_an_address_is_refused_in_the_edges_words(user: User, image: Any) -> None:
    for url, message in (
        (path_of(image) + "?w=9999", "w: not an option, or not a value of it."),
        (path_of(image, "w=300,x=1"), "x: not an option, or not a value of it."),
        (path_of(image, "w=300") + "?w=%zz", "w: not an option, or not a value of it."),
        (path_of(image, "w512.json"), "There is nothing at this address."),
        (path_of(image, "original.webp"), "There is nothing at this address."),
        ("/api/v1/images", "There is nothing at this address."),
        ("/docs", "There is nothing at this address."),
        ("https://example.com", "There is nothing at this address."),
        (path_of(image).replace("/default/", "//default/"), "No address here looks like this."),
        ("/a/b/c d.jpg", "No address here looks like this."),
        ("javascript:alert(1)", "No address here looks like this."),
        ("ä", "No address here looks like this."),
        (path_of(image, "w513"), "there is no variant w513"),
    ):
        answer = ask(user, url)
        assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR"), url
        assert answer.body["error"]["message"] == message, url
    assert (
        ask(user, path_of(image) + "?w=9999")
        .body["error"]["details"]["reason"]
        .startswith("w: expected a whole number")
    )


@pytest.mark.parametrize(
    ("url", "dialect", "becomes"),
    [
        ("/cdn-cgi/image/width=300,height=200,fit=cover/{path}", "cloudflare", "w=300,h=200,fit=cover.avif"),
        ("/unsafe/300x200/{path}", "thumbor", "w=300,h=200,fit=cover.avif"),
        ("/demo/image/upload/w_256,f_webp/{path}", "cloudinary", "w256.webp"),
        ("/{path}?tr=w-256", "imagekit", "w256.avif"),
        ("/insecure/rs:fit:256/plain/{path}@png", "imgproxy", "w256.png"),
    ],
)
def test_other_vendors_addresses_lead_to_ours(user: User, image: Any, url: str, dialect: str, becomes: str) -> None:
    told = explain(user, url.format(path=path_of(image)[1:]))

    assert told["dialect"] == dialect
    assert told["canonical_path"] == told["leads_to"] == path_of(image, becomes)
    assert told["image"]["id"] == image["id"]


def test_another_vendors_option_that_is_refused_is_named(user: User, image: Any) -> None:
    answer = ask(user, f"/cdn-cgi/image/width=nonsense{path_of(image)}")
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert "width" in answer.body["error"]["message"]


def test_short_links_lead_to_the_path(user: User, image: Any) -> None:
    told = explain(user, f"{image['short_url']}/w256?f=webp")
    assert (told["dialect"], told["canonical_path"]) == ("short", path_of(image, "w256.webp"))
    assert told["leads_to"] == told["canonical_path"]


def test_an_image_that_has_moved_is_told_where_it_is(user: User, image: Any) -> None:
    before = path_of(image, "w256.webp")
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "b.jpg"}).status == 200

    told = explain(user, before)
    assert told["canonical_path"] == told["leads_to"] == before.replace("a.jpg", "b.jpg")


def test_a_handle_stands_for_its_owner(user: User, image: Any) -> None:
    handle = f"h-{image['id'][-10:].lower()}"
    assert user.call("PATCH", "/v1/me", {"handle": handle}).status == 200

    told = explain(user, f"/{handle}/default/a.jpg/w256.webp")
    assert told["leads_to"] == path_of(image, "w256.webp")
    assert told["image"]["id"] == image["id"]


def test_asking_makes_nothing(cloud: Cloud, user: User, image: Any) -> None:
    before = cloud.keys("PUBLIC_BUCKET", image["owner"])
    for variant in ("w512.avif", "w=300.png", "w=77,h=66,fit=cover"):
        explain(user, path_of(image, variant))
    assert cloud.keys("PUBLIC_BUCKET", image["owner"]) == before


def test_what_trimming_leaves_is_not_known_before(user: User, image: Any) -> None:
    told = explain(user, path_of(image, "w=300,trim=10"))
    assert told["result"]["is_exact"] is False
    assert "trim" in [step["step"] for step in told["steps"]]


def test_an_animation_is_told_with_its_frames(user: User) -> None:
    frames = [Image.new("RGB", (300, 200), color) for color in ("red", "blue", "green")]
    body = io.BytesIO()
    frames[0].save(body, "GIF", save_all=True, append_images=frames[1:], duration=100)
    image = user.upload(body.getvalue(), "a.gif")

    assert explain(user, path_of(image, "w=100.webp"))["result"]["frames"] == 3
    assert explain(user, path_of(image, "w=100.jpg"))["result"]["frames"] == 1
    told = explain(user, path_of(image, "w128"))
    assert told["format"] == "webp"
    assert "flat art" in told["format_reason"]


def test_what_an_older_grammar_has_left_there_is_passed_over(cloud: Cloud, user: User, image: Any) -> None:
    for name in ("w64.webp", "zz=1.webp", "w=30.svg"):
        cloud.put("PUBLIC_BUCKET", path_of(image, name)[1:], b"x", "image/webp")
    assert explain(user, path_of(image, "w=64.webp"))["predicted_bytes"] > 100


def test_another_vendors_address_has_the_length_that_the_edge_hands_on(user: User, image: Any) -> None:
    answer = ask(user, f"/cdn-cgi/image/width=256,{'onerror=redirect,' * 40}fit=cover{path_of(image)}")
    assert (answer.status, "at most 700 characters" in answer.body["error"]["message"]) == (400, True)
