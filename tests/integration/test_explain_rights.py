"""What is told of signatures, private images and other people's."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from pixelflare.base import clock
from tests.integration.cloud import Cloud, User
from tests.integration.explained import WEBP, explain, path_of, sign
from tests.vendor_addresses import IMGPROXY_KEY, IMGPROXY_SALT, imgproxy


@pytest.fixture
def image(user: User, rocket: bytes) -> Any:
    return user.upload(rocket, "a.jpg")


def test_signatures_are_checked(user: User, image: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = int(clock.now().timestamp()) + 60
    url = sign(user, image, "w=300,h=200,fit=cover", exp=soon)
    told = explain(user, url)
    assert (told["signature"]["state"], told["answer"]["status"]) == ("valid", 200)
    assert told["signature"]["expires_at"] is not None

    for wrong in (
        url.replace("w=300", "w=301"),
        url.replace("&s=", "&s=A"),
        url.replace(f"exp={soon}", f"exp={soon + 1}"),
    ):
        told = explain(user, wrong)
        assert (told["signature"]["state"], told["answer"]["status"]) == ("invalid", 403), wrong

    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    told = explain(user, url)
    assert (told["signature"]["state"], told["answer"]["status"]) == ("expired", 403)


def test_private_addresses_say_what_lets_them_be_seen(
    user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = user.upload(rocket, "p.jpg", visibility="private")
    url = image["variants"]["w256"]
    told = explain(user, url, accept=WEBP)

    assert (told["dialect"], told["canonical_path"]) == ("private", f"/p/{image['id']}.jpg/w256.webp")
    assert (told["sight"]["state"], told["answer"]["status"]) == ("valid", 200)
    assert told["key"] == f"p/{image['id']}.jpg/w256.webp"
    assert told["stored"]["bytes"] == told["predicted_bytes"]

    bare = explain(user, url.partition("?")[0])
    assert (bare["sight"]["state"], bare["answer"]["status"]) == ("needed", 403)
    forged = explain(user, url.replace("Signature=", "Signature=A"))
    assert (forged["sight"]["state"], forged["answer"]["status"]) == ("invalid", 403)
    public = explain(user, path_of(image, "w256"))
    assert (public["sight"], public["answer"]) == (None, {"status": 401, "reason": "this image is private"})

    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    over = explain(user, url)
    assert (over["sight"]["state"], over["answer"]["status"]) == ("expired", 403)


@pytest.mark.parametrize(
    "policy",
    [
        b'{"Statement": [{"Condition": {"DateLessThan": {"AWS:EpochTime": 1e999}}}]}',
        b"[" * 1_300,
        b'{"Statement": [{"Condition": {"DateLessThan": {"AWS:EpochTime": "soon"}}}]}',
        b'{"Statement": {}}',
        b"no JSON",
    ],
)
def test_a_policy_that_makes_no_sense_is_an_invalid_signature(user: User, rocket: bytes, policy: bytes) -> None:
    image = user.upload(rocket, f"p-{len(policy)}.jpg", visibility="private")
    spelled = base64.b64encode(policy).decode().translate(str.maketrans("+=/", "-_~"))
    told = explain(user, f"/p/{image['id']}.jpg/w256?Policy={spelled}&Signature=x&Key-Pair-Id=y")
    assert (told["sight"]["state"], told["sight"]["reason"]) == ("invalid", "its policy cannot be read")
    assert told["answer"]["status"] == 403


def test_of_others_images_the_grammar_is_told_and_nothing_else(
    cloud: Cloud, user: User, image: Any, rocket: bytes
) -> None:
    hidden = user.upload(rocket, "hidden.jpg", visibility="private")
    signed = sign(user, image, "w=77,h=66,fit=cover")
    other = cloud.user(f"other-of-{user.name}")

    def differing(url: str, nowhere: str) -> set[str]:
        there, not_there = explain(other, url), explain(other, nowhere)
        return {name for name in there if there[name] != not_there[name]}

    assert differing(path_of(image, "w512"), path_of(image | {"filename": "z.jpg"}, "w512")) == {"canonical_path"}
    assert differing(path_of(hidden, "w512"), path_of(image | {"filename": "z.jpg"}, "w512")) == {"canonical_path"}
    assert differing(f"/i/{image['id']}", f"/i/img_{'0' * 26}") == set()
    assert differing(hidden["cdn_url"], hidden["cdn_url"].replace(hidden["id"], f"img_{'0' * 26}")) == {
        "canonical_path"
    }
    told = explain(other, signed)
    assert (told["image"], told["signature"]["state"], told["answer"]) == (None, "unknown", None)
    assert explain(other, hidden["cdn_url"])["sight"]["state"] == "unknown"


def test_images_that_nobody_gets_say_so(user: User, rocket: bytes) -> None:
    form = user.reserve("waiting.jpg")
    waiting = user.call("GET", f"/v1/images/{form['imageId']}").body
    told = explain(user, path_of(waiting, "w512"))
    assert (told["image"]["status"], told["answer"]["status"], told["source"]) == ("reserved", 404, None)

    gone = user.upload(rocket, "gone.jpg")
    user.call("DELETE", f"/v1/images/{gone['id']}")
    assert explain(user, path_of(gone, "w512"))["image"] is None


def test_a_vendors_signature_is_checked_with_the_key_that_is_kept_here(user: User, image: Any) -> None:
    small, cut = (imgproxy(f"/rs:{kind}/plain/{path_of(image)[1:]}") for kind in ("fit:256", "fill:90:80"))
    before = [explain(user, url) for url in (small, cut)]
    assert [(told["signature"]["state"], told["answer"]["status"]) for told in before] == [
        ("unknown", 200),
        ("needed", 403),
    ]

    key = {"secret": IMGPROXY_KEY, "salt": IMGPROXY_SALT}
    assert user.call("PUT", "/v1/vendor-keys/imgproxy", key).status == 200
    good = explain(user, cut, accept=WEBP)
    assert (good["signature"]["state"], good["answer"]["status"]) == ("valid", 200)
    assert good["canonical_path"] == path_of(image, "w=90,h=80,fit=crop.webp")
    wrong = explain(user, cut.replace("90:80", "91:80"))
    assert (wrong["signature"]["state"], wrong["answer"]["status"]) == ("invalid", 403)
