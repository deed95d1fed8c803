"""Who sees an image, through the whole edge: caches, signatures, failover and purges as the templates say."""

from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from PIL import Image

from tests.system.runtime import Runtime, User

AVIF = "image/avif,image/webp,*/*"


@pytest.fixture(scope="module")
def picture() -> bytes:
    out = BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(scope="module")
def alice(runtime: Runtime) -> User:
    return runtime.user("alice")


def path_of(image: dict[str, Any], variant: str = "") -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}" + (f"/{variant}" if variant else "")


def change(user: User, image: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = user.call("PATCH", f"/images/{image['id']}", fields)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def below(runtime: Runtime, url: str) -> str:
    """The path and query of one of our own addresses."""
    assert url.startswith(runtime.url)
    return url.removeprefix(runtime.url)


def test_private_image_is_seen_by_signature_only(runtime: Runtime, alice: User, picture: bytes) -> None:
    image = alice.upload(picture, "private.jpg", visibility="private")
    signed = {name: below(runtime, url) for name, url in image["variants"].items()}

    for format_ in (AVIF, "image/webp", "*/*"):
        assert runtime.get(signed["w256"], Accept=format_).status_code == 200
    original = runtime.get(below(runtime, image["cdn_url"]))
    assert (original.status_code, original.headers["content-type"]) == (200, "image/jpeg")
    assert original.headers["cache-control"] == "private, max-age=3600"
    for path in (path_of(image), path_of(image, "w256"), f"/i/{image['id']}"):
        answer = runtime.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "UNAUTHORIZED")
    assert runtime.get(urlsplit(signed["w256"]).path).status_code == 403


def test_no_other_way_to_ask_tells_more_of_a_private_image(runtime: Runtime, alice: User, picture: bytes) -> None:
    image = alice.upload(picture, "asked-for.jpg", visibility="private")
    signed = below(runtime, image["cdn_url"])
    etag = runtime.get(signed).headers["etag"]
    ways: list[tuple[str, dict[str, str]]] = [
        ("GET", {}),
        ("HEAD", {}),
        ("GET", {"Range": "bytes=0-9"}),
        ("GET", {"If_None_Match": etag}),
        ("GET", {"If_Match": etag}),
        ("GET", {"Cookie": "CloudFront-Policy=x"}),
    ]

    for method, headers in ways:
        for path in (path_of(image), path_of(image, "w256"), f"/i/{image['id']}"):
            answer = runtime.fetch(method, path, **headers)
            assert answer.status_code == 401
            assert not {"etag", "last-modified", "content-range", "location"} & set(answer.headers)
            assert image["id"] not in answer.text
        assert runtime.fetch(method, urlsplit(signed).path, **headers).status_code == 403
    nothing = path_of(image).replace("asked-for", "nothing-there")
    assert [runtime.fetch("OPTIONS", path).status_code for path in (path_of(image), nothing)] == [204, 204]
    assert runtime.fetch("OPTIONS", urlsplit(signed).path).status_code == 403
    assert runtime.fetch("HEAD", signed).headers["cache-control"] == "private, max-age=3600"
    part = runtime.fetch("GET", signed, Range="bytes=0-9")
    assert (part.status_code, len(part.content)) == (206, 10)
    assert runtime.fetch("GET", signed, If_None_Match=etag).status_code == 304


def test_signature_opens_one_image_and_can_not_be_changed(runtime: Runtime, alice: User, picture: bytes) -> None:
    one = alice.upload(picture, "one.jpg", visibility="private")
    other = alice.upload(picture, "other.jpg", visibility="private")
    address = urlsplit(below(runtime, one["cdn_url"]))
    query = dict(parse_qsl(address.query))

    assert runtime.get(f"{address.path}?{urlencode(query)}").status_code == 200
    assert runtime.get(f"{address.path.replace(one['id'], other['id'])}?{address.query}").status_code == 403
    for name in ("Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"):
        without = {key: value for key, value in query.items() if key != name}
        assert runtime.get(f"{address.path}?{urlencode(without)}").status_code == 403
    longer = alice.call("POST", f"/images/{one['id']}/access-token", {"ttl": 7 * 86400}).json()
    assert runtime.get(f"{address.path}?{longer['token']}").status_code == 200
    mixed = query | {"Policy": dict(parse_qsl(longer["token"]))["Policy"]}
    assert runtime.get(f"{address.path}?{urlencode(mixed)}").status_code == 403


def test_what_the_edge_has_kept_is_gone_when_the_image_is_made_private(
    runtime: Runtime, alice: User, picture: bytes
) -> None:
    image = alice.upload(picture, "hidden.jpg")
    paths = [path_of(image), path_of(image, "w256"), path_of(image, "w128.png")]
    for path in (*paths, *paths):
        assert runtime.get(path, Accept=AVIF).status_code == 200

    hidden = change(alice, image, visibility="private")

    assert [runtime.get(path, Accept=AVIF).status_code for path in paths] == [401, 401, 401]
    signed = below(runtime, hidden["variants"]["w256"])
    assert runtime.get(signed, Accept=AVIF).status_code == 200
    change(alice, image, visibility="public")
    assert runtime.get(signed, Accept=AVIF).status_code == 404
    assert [runtime.get(path, Accept=AVIF).status_code for path in paths] == [200, 200, 200]


def test_signed_address_leads_nowhere_when_its_image_is_deleted(runtime: Runtime, alice: User, picture: bytes) -> None:
    image = alice.upload(picture, "deleted.jpg", visibility="private")
    signed = below(runtime, image["variants"]["w256"])
    assert [runtime.get(signed).status_code for _ in range(2)] == [200, 200]

    assert alice.call("DELETE", f"/images/{image['id']}").status_code == 204

    assert runtime.get(signed).status_code == 404


def test_path_that_was_kept_leads_to_the_new_one_when_the_image_moves(
    runtime: Runtime, alice: User, picture: bytes
) -> None:
    image = alice.upload(picture, "before.jpg")
    for _ in range(2):
        assert runtime.get(path_of(image, "w256"), Accept=AVIF).status_code == 200

    moved = change(alice, image, filename="after.jpg", album="elsewhere")

    answer = runtime.get(path_of(image, "w256"), Accept=AVIF)
    assert (answer.status_code, answer.headers["location"]) == (301, path_of(moved, "w256.avif"))
    assert runtime.get(answer.headers["location"], Accept=AVIF).status_code == 200
    alice.call("PATCH", "/me", {"handle": "alice-of-the-moves"})
    by_handle = runtime.get(f"/alice-of-the-moves/{moved['album']}/{moved['filename']}")
    assert (by_handle.status_code, by_handle.headers["location"]) == (302, path_of(moved))
    assert alice.wait_for(image["id"])["status"] == "ready"


def test_image_that_moves_away_and_back_is_no_circle(runtime: Runtime, alice: User, picture: bytes) -> None:
    image = alice.upload(picture, "there.jpg")
    away = change(alice, image, filename="and-back.jpg")
    assert [runtime.get(path_of(image)).status_code for _ in range(2)] == [301, 301]

    change(alice, image, filename="there.jpg")

    back = runtime.get(path_of(away))
    assert (back.status_code, back.headers["location"]) == (301, path_of(image))
    assert runtime.get(path_of(image)).status_code == 200
    assert "max-age=0" in back.headers["cache-control"]


def test_expiring_image_is_kept_by_nobody_for_longer_than_it_lives(
    runtime: Runtime, alice: User, picture: bytes
) -> None:
    image = alice.upload(picture, "brief.jpg", expires_at="2999-01-01T00:00:00Z")
    versioned = below(runtime, image["variants"]["w256"])
    assert "immutable" not in runtime.get(versioned).headers["cache-control"]

    changed = change(alice, image, expires_at=None)

    assert changed["expires_at"] is None
    assert "immutable" in runtime.get(versioned).headers["cache-control"]
