"""The main job over HTTP: upload a real photograph, get every size and format, delete it, have it back."""

from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from schema.addresses.presets import PRESETS, Fit
from tests.photographs import phone_jpeg
from tests.system.runtime import Runtime, User

FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
ACCEPTS = {
    "image/avif,image/webp,*/*": "image/avif",
    "image/webp,*/*;q=0.8": "image/webp",
    "*/*": "image/jpeg",
    "image/avif;q=0,image/webp": "image/webp",
}


@pytest.fixture(scope="module")
def photograph() -> bytes:
    return phone_jpeg(orientation=6)


@pytest.fixture(scope="module")
def alice(runtime: Runtime) -> User:
    return runtime.user("alice")


@pytest.fixture(scope="module")
def image(alice: User, photograph: bytes) -> dict[str, Any]:
    return alice.upload(photograph, "Beach day.JPG", album="trips", alt="A dog", tags=["dog"])


def path_of(image: dict[str, Any], variant: str = "") -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}" + (f"/{variant}" if variant else "")


def opened(answer: httpx.Response) -> Image.Image:
    picture = Image.open(BytesIO(answer.content))
    picture.load()
    return picture


def expected_size(preset: str) -> tuple[int, int]:
    """Of the 3024x4032 portrait."""
    _, width, height, fit = PRESETS[preset]
    if fit is Fit.COVER:
        assert height is not None
        return width, height
    return width, round(4032 * width / 3024)


def test_uploaded_photograph_is_ready_and_described(image: dict[str, Any]) -> None:
    assert (image["filename"], image["display_name"]) == ("Beach-day.jpg", "Beach day.JPG")
    assert (image["width"], image["height"]) == (3024, 4032)
    assert image["variants_ready"] == list(PRESETS)
    assert image["exif"]["model"]


def test_original_is_served_as_it_came_but_for_its_place(
    runtime: Runtime, image: dict[str, Any], photograph: bytes
) -> None:
    answer = runtime.get(path_of(image))

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    with Image.open(BytesIO(photograph)) as sent, opened(answer) as served:
        assert not served.getexif().get_ifd(0x8825)
        assert served.getexif()[0x0112] == sent.getexif()[0x0112] == 6
        assert served.tobytes() == sent.tobytes()


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("accept", ACCEPTS)
def test_preset_comes_in_the_best_format_the_browser_takes(
    runtime: Runtime, image: dict[str, Any], preset: str, accept: str
) -> None:
    answer = runtime.get(path_of(image, preset), Accept=accept)

    assert (answer.status_code, answer.headers["content-type"]) == (200, ACCEPTS[accept])
    assert opened(answer).size == expected_size(preset)
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize("extension", FORMATS)
def test_preset_comes_in_the_format_that_is_named(runtime: Runtime, image: dict[str, Any], extension: str) -> None:
    for preset in ("w512", "thumb"):
        answer = runtime.get(path_of(image, f"{preset}.{extension}"), Accept="image/webp")

        assert (answer.status_code, answer.headers["content-type"]) == (200, FORMATS[extension])
        assert opened(answer).size == expected_size(preset)


def test_second_view_comes_from_the_edge(runtime: Runtime, image: dict[str, Any]) -> None:
    first, second = (runtime.get(path_of(image, "w256.webp")) for _ in range(2))

    assert second.headers["x-cache"] == "Hit from cloudfront"
    assert second.content == first.content


def test_unchanged_picture_is_not_sent_again(runtime: Runtime, image: dict[str, Any]) -> None:
    for path in (path_of(image), path_of(image, "w512.webp"), path_of(image, "w512.jpg")):
        answer = runtime.get(path)
        again = runtime.get(path, If_None_Match=answer.headers["etag"])

        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
        assert runtime.get(path, If_None_Match='"other"').status_code == 200


def test_head_says_what_get_would_send(runtime: Runtime, image: dict[str, Any]) -> None:
    for path in (path_of(image), path_of(image, "w1024.webp"), path_of(image, "w1024.avif")):
        head, get = runtime.fetch("HEAD", path), runtime.get(path)

        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-type", "content-length", "etag"):
            assert head.headers[name] == get.headers[name]


def test_part_of_an_original_can_be_asked_for(runtime: Runtime, image: dict[str, Any]) -> None:
    whole = runtime.get(path_of(image)).content
    answer = runtime.get(path_of(image), Range="bytes=100-199")

    assert (answer.status_code, answer.content) == (206, whole[100:200])
    assert answer.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert runtime.get(path_of(image), Range="bytes=-50").content == whole[-50:]
    assert runtime.get(path_of(image), Range=f"bytes={len(whole)}-").status_code == 416


def test_picture_may_be_kept_a_day_and_forever_under_its_versioned_address(
    runtime: Runtime, image: dict[str, Any]
) -> None:
    plain = runtime.get(path_of(image, "w128.webp")).headers["cache-control"]
    versioned = httpx.get(image["variants"]["w128"]).headers["cache-control"]

    assert plain.startswith("public, max-age=86400, s-maxage=31536000")
    assert versioned == "public, max-age=31536000, immutable"


def test_picture_can_be_embedded_anywhere_and_runs_nothing(runtime: Runtime, image: dict[str, Any]) -> None:
    headers = runtime.get(path_of(image, "w128.webp"), Origin="https://blog.example").headers

    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    assert not [name for name in headers if name.startswith("x-amz-meta")]


@pytest.mark.parametrize(("below", "query"), [("", ""), ("/w512", ""), ("/thumb.jpg", ""), ("/w512", "?v=1")])
def test_short_address_leads_to_the_picture(runtime: Runtime, image: dict[str, Any], below: str, query: str) -> None:
    answer = runtime.get(f"/i/{image['id']}{below}{query}")

    assert answer.status_code == 301
    assert answer.headers["location"] == path_of(image) + below + query
    assert "max-age=300" in answer.headers["cache-control"]
    assert runtime.get(answer.headers["location"]).status_code == 200


def test_deleted_picture_is_gone_at_once_and_one_call_brings_it_back(
    runtime: Runtime, user: User, photograph: bytes
) -> None:
    image = user.upload(photograph)
    paths = [path_of(image), *(path_of(image, f"{preset}.{f}") for preset in ("w512", "thumb") for f in FORMATS)]
    short = f"/i/{image['id']}"
    assert [runtime.get(path).status_code for path in paths] == [200] * len(paths)
    assert runtime.get(short).status_code == 301

    assert user.call("DELETE", f"/images/{image['id']}").status_code == 204

    assert [runtime.get(path).status_code for path in paths] == [404] * len(paths)
    assert runtime.get(short).status_code == 404
    assert user.call("GET", f"/images/{image['id']}").json()["deleted_at"]
    assert user.call("GET", "/images").json()["data"] == []
    assert len(user.call("GET", "/images", deleted="true").json()["data"]) == 1

    assert user.call("POST", f"/images/{image['id']}/restore").status_code == 200

    # An edge that was asked for it in the bin may go on saying so for as long as that answer may be kept.
    runtime.control("clear-edge")
    assert [runtime.get(path).status_code for path in paths] == [200] * len(paths)
    assert user.wait_for(image["id"])["variants_ready"] == list(PRESETS)


def test_cold_edge_finds_nothing_even_when_a_variant_job_ends_after_the_deletion(
    runtime: Runtime, user: User, photograph: bytes
) -> None:
    image = user.upload(photograph)
    assert user.call("POST", f"/images/{image['id']}/variants", {}).status_code == 202
    assert user.call("DELETE", f"/images/{image['id']}").status_code == 204

    assert runtime.control("drain?timeout=60") is True
    runtime.control("clear-edge")

    for preset in PRESETS:
        for extension in FORMATS:
            assert runtime.get(path_of(image, f"{preset}.{extension}")).status_code == 404
    assert runtime.get(path_of(image)).status_code == 404
