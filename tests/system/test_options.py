"""Options of addresses through the whole edge: one object for each meaning, made once, for whoever may have it made."""

from typing import Any

import httpx
import pytest

from tests.photographs import photograph
from tests.system.runtime import Runtime, User

WEBP = "image/webp,*/*"


@pytest.fixture(scope="module")
def alice(runtime: Runtime) -> User:
    return runtime.user("alice")


def path_of(image: dict[str, Any], variant: str = "") -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}" + (f"/{variant}" if variant else "")


def is_hit(answer: httpx.Response) -> bool:
    return answer.headers["x-cache"] == "Hit from cloudfront"


def sign(runtime: Runtime, user: User, image: dict[str, Any], options: str) -> str:
    answer = user.call("POST", f"/images/{image['id']}/sign", {"options": options})
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    assert url.startswith(runtime.url)
    return url.removeprefix(runtime.url)


def test_equal_requests_are_one_object_of_the_cache(runtime: Runtime, alice: User) -> None:
    image = alice.upload(photograph("rocket.jpg"), "alike.jpg")
    first = runtime.get(path_of(image) + "?width=256&dpr=2&utm=x", Accept=WEBP)

    assert (first.status_code, first.headers["content-type"]) == (200, "image/webp")
    assert not is_hit(first)
    for asked in ("?w=512", "/w=512", "/w=512.webp", "?f=webp&w=512&fit=cover", "/w256?w=512"):
        again = runtime.get(path_of(image) + asked, Accept=WEBP)
        assert again.content == first.content, asked
        assert is_hit(again), asked


def test_unusual_options_need_a_signature_until_they_are_there(runtime: Runtime, alice: User) -> None:
    image = alice.upload(photograph("rocket.jpg"), "signed.jpg")
    asked = path_of(image) + "?h=120&w=200&fit=cover&br=1.25&g=0.3x0.7"
    refused = runtime.get(asked, Accept=WEBP)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FORBIDDEN")

    made = runtime.get(sign(runtime, alice, image, "w=200,h=120,fit=cover,g=0.3x0.7,br=1.25"), Accept=WEBP)

    assert (made.status_code, made.headers["content-type"]) == (200, "image/webp")
    assert is_hit(runtime.get(asked, Accept=WEBP))
    assert runtime.get(asked, Accept=WEBP).content == made.content


def test_a_private_picture_takes_options_behind_its_signature(runtime: Runtime, alice: User) -> None:
    image = alice.upload(photograph("rocket.jpg"), "private-options.jpg", visibility="private")
    url = sign(runtime, alice, image, "w=200,blur=3")

    assert runtime.get(url, Accept=WEBP).status_code == 200
    assert runtime.get(url, Accept=WEBP).headers["cache-control"] == "private, max-age=3600"
    assert runtime.get(url.partition("?")[0], Accept=WEBP).status_code == 403


def test_facts_and_bad_values(runtime: Runtime, alice: User) -> None:
    image = alice.upload(photograph("rocket.jpg"), "facts.jpg")

    assert runtime.get(path_of(image) + "?f=json").json()["width"] == image["width"]
    bad = runtime.get(path_of(image) + "?w=9999")
    assert (bad.status_code, bad.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert "w" in bad.json()["error"]["message"]
