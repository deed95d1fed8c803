"""A site moves here without touching its HTML: other vendors' addresses through the whole edge, to the bytes of ours."""

from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.photographs import photograph
from tests.system.runtime import Runtime, User
from tests.vendor_addresses import IMGPROXY_KEY, IMGPROXY_SALT, TEXT_KEY, cloudinary, imagekit, imgproxy, thumbor

WEBP = "image/webp,*/*"
KEYS: dict[str, dict[str, Any]] = {
    "imgproxy": {"secret": IMGPROXY_KEY, "salt": IMGPROXY_SALT},
    **{vendor: {"secret": TEXT_KEY} for vendor in ("thumbor", "cloudinary", "imagekit")},
}
MOST_REDIRECTS = 3


@pytest.fixture(scope="module")
def alice(runtime: Runtime) -> User:
    return runtime.user("alice")


@pytest.fixture(scope="module")
def place(alice: User) -> str:
    image = alice.upload(photograph("rocket.jpg"), "moving.jpg")
    return f"{image['owner']}/{image['album']}/{image['filename']}"


def follow(runtime: Runtime, path: str, accept: str = WEBP) -> tuple[httpx.Response, list[str]]:
    """What a browser ends with, and the way there."""
    way = [path]
    for _ in range(MOST_REDIRECTS):
        answer = runtime.get(way[-1], Accept=accept)
        if answer.status_code not in (301, 302):
            return answer, way
        way.append(answer.headers["location"].removeprefix(runtime.url))
    raise AssertionError(way)


def size_of(answer: httpx.Response) -> tuple[str | None, tuple[int, int]]:
    assert answer.status_code == 200, answer.text
    with Image.open(BytesIO(answer.content)) as picture:
        return picture.format, picture.size


UNSIGNED = {
    "cloudflare": "/cdn-cgi/image/width=512,format=auto/https://pictures.example.com/{}?v=3",
    "imgproxy": "/insecure/rs:fit:512/plain/https://pictures.example.com/{}",
    "thumbor": "/unsafe/fit-in/512x0/{}",
    "cloudinary": "/demo/image/upload/c_limit,f_auto,w_512/v1/{}",
    "imagekit": "/tr:w-512/{}",
    "imagekit, in the query": "/{}?updatedAt=7&tr=w-512",
}


@pytest.mark.parametrize("vendor", UNSIGNED)
def test_each_vendors_address_ends_on_the_object_of_our_own(runtime: Runtime, place: str, vendor: str) -> None:
    own = runtime.get(f"/{place}?w=512", Accept=WEBP)

    answer, way = follow(runtime, UNSIGNED[vendor].format(place))

    assert way[1:] == [f"/{place}/w=512"]
    assert size_of(answer) == ("WEBP", (512, 342))
    assert answer.content == own.content
    assert answer.headers["x-cache"] == "Hit from cloudfront"
    assert runtime.get(way[0]).headers["x-cache"] == "Hit from cloudfront"  # the redirect, too


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/demo/image/upload/f_auto,q_auto,w_512/{}", (512, 342)),
        ("/demo/image/upload/f_auto,q_auto/{}", (640, 427)),
        ("/unsafe/{}", (640, 427)),
        ("/cdn-cgi/image/quality=85,w=1024/{}", (640, 427)),
        ("/_/w:200/h:200/rt:fill-down/plain/{}", (200, 200)),
    ],
)
def test_what_sites_ask_for_most_needs_no_signature(
    runtime: Runtime, place: str, path: str, size: tuple[int, int]
) -> None:
    answer, _ = follow(runtime, path.format(place))

    assert size_of(answer) == ("WEBP", size)


def test_an_asked_format_wins_over_the_viewers(runtime: Runtime, place: str) -> None:
    answer, _ = follow(runtime, f"/insecure/w:256/plain/{place}@png")
    assert size_of(answer) == ("PNG", (256, 171))


def test_signed_addresses_are_worth_something_once_their_key_is_here(runtime: Runtime, alice: User, place: str) -> None:
    signed = {
        "imgproxy": imgproxy(f"/rs:fill:300:200/g:no/plain/{place}"),
        "thumbor": thumbor(f"301x200/{place}"),
        "cloudinary": cloudinary(f"c_fill,h_200,w_302/{place}"),
        "imagekit": imagekit(f"tr:w-303,h-200/{place}"),
    }
    for vendor, path in signed.items():
        refused, _ = follow(runtime, path)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FORBIDDEN"), vendor
        assert alice.call("PUT", f"/vendor-keys/{vendor}", KEYS[vendor]).status_code == 200

    for width, (vendor, path) in enumerate(signed.items(), start=300):
        answer, way = follow(runtime, path)
        assert size_of(answer) == ("WEBP", (width, 200)), vendor
        assert (
            runtime.get(way[-1].partition("?")[0], Accept=WEBP).content == answer.content
        )  # stored: now for everybody
        forged, _ = follow(runtime, path.replace("200", "199"))
        assert (forged.status_code, forged.json()["error"]["code"]) == (403, "FORBIDDEN"), vendor

    other = thumbor(f"304x200/{place}", key="another")
    assert follow(runtime, other)[0].status_code == 403
    late, _ = follow(runtime, imagekit(f"tr:w-303,h-200/{place}", expires=1_700_000_000))
    assert (late.status_code, late.json()["error"]["code"]) == (410, "GONE")


def test_refusals_say_what_is_not_covered(runtime: Runtime, place: str) -> None:
    answer, _ = follow(runtime, f"/demo/image/upload/r_max/{place}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["error"]["message"].startswith("r:")


def test_the_functions_own_path_is_closed_to_viewers(runtime: Runtime) -> None:
    assert runtime.get("/_foreign/L3Vuc2FmZS9hL2IvYy5qcGc").status_code == 404
