"""The vendors' own libraries build addresses, and the edge answers them with the picture that ours means."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.clients.tools import PYTHON, SCRIPTS, run
from tests.photographs import photograph
from tests.system.runtime import Runtime, User

WEBP = "image/webp,*/*"
MOST_REDIRECTS = 4
SECRETS: dict[str, dict[str, str]] = {
    "imgproxy": {"secret": "736563726574", "salt": "68656c6c6f"},
    **{vendor: {"secret": "a key of the vendor's"} for vendor in ("thumbor", "cloudinary", "imagekit")},
}
VENDORS = ("cloudinary", "imagekit", "thumbor", "imgproxy", "imgproxy for Node")


@pytest.fixture(scope="module")
def image(alice: User) -> dict[str, Any]:
    assert alice.call("PATCH", "/me", {"handle": "moving-site"}).status_code == 200
    for vendor, key in SECRETS.items():
        assert alice.call("PUT", f"/vendor-keys/{vendor}", key).status_code == 200
    return alice.upload(photograph("rocket.jpg"), "moving.jpg", album="trips")


@pytest.fixture(scope="module")
def addresses(image: dict[str, Any]) -> dict[str, list[tuple[str, str, str]]]:
    source = f"{image['album']}/{image['filename']}"
    given = {
        "handle": "moving-site",
        "source": source,
        "place": f"{image['owner']}/{source}",
        "secret": SECRETS["thumbor"]["secret"],
        "imgproxy": SECRETS["imgproxy"],
    }
    built = json.loads(run(PYTHON / "python", SCRIPTS / "vendor_addresses.py", given=given))
    return built | {"imgproxy for Node": json.loads(run("node", SCRIPTS / "imgproxy_node.mjs", given=given))}


def followed(runtime: Runtime, url: str) -> httpx.Response:
    """What a browser ends with, once the vendor's host is this installation's."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for _ in range(MOST_REDIRECTS):
        answer = runtime.get(path, Accept=WEBP)
        if answer.status_code not in (301, 302):
            return answer
        path = answer.headers["location"].removeprefix(runtime.url)
    raise AssertionError(path)


def opened(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200, answer.text
    return Image.open(BytesIO(answer.content))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Of the mean pixel, of 255."""
    pair = [np.asarray(each.convert("RGB"), dtype=float) for each in (one, other)]
    return float(np.abs(pair[0] - pair[1]).mean())


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_the_vendors_library_builds_is_answered_with_the_picture_it_means(
    runtime: Runtime, alice: User, image: dict[str, Any], addresses: dict[str, list[tuple[str, str, str]]], vendor: str
) -> None:
    assert len(addresses[vendor]) >= 4
    for name, url, ours in addresses[vendor]:
        signed = alice.call("POST", f"/images/{image['id']}/sign", {"options": ours})
        assert signed.status_code == 200, (name, signed.text)
        wanted = opened(followed(runtime, signed.json()["url"]))
        answer = followed(runtime, url)
        assert answer.status_code == 200, (name, url, answer.text)
        got = opened(answer)
        assert (got.format, got.size) == (wanted.format, wanted.size), (name, url)
        assert difference(got, wanted) < 2, (name, url)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_signature_of_the_library_covers_the_whole_address(
    runtime: Runtime, addresses: dict[str, list[tuple[str, str, str]]], vendor: str
) -> None:
    signed = [url for _, url, ours in addresses[vendor] if "h=200" in ours]
    assert signed
    for url in signed:
        forged = followed(runtime, url.replace("200", "199"))
        assert (forged.status_code, forged.json()["error"]["code"]) == (403, "FORBIDDEN"), url
