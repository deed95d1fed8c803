"""Other vendors' addresses at the CDN's function: where they lead, for how long, and what their signatures are worth."""

import base64
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.cloud import Answer, Cloud, User
from tests.photographs import photograph
from tests.vendor_addresses import IMGPROXY_KEY, IMGPROXY_SALT, TEXT_KEY, cloudinary, imagekit, imgproxy, thumbor

DAY = "public, max-age=86400"
KEYS: dict[str, dict[str, Any]] = {
    "imgproxy": {"secret": IMGPROXY_KEY, "salt": IMGPROXY_SALT},
    **{vendor: {"secret": TEXT_KEY} for vendor in ("thumbor", "cloudinary", "imagekit")},
}


def visit(cloud: Cloud, address: str) -> Answer:
    """As the edge hands it over."""
    return cloud.cdn(f"/_foreign/{base64.urlsafe_b64encode(address.encode()).decode().rstrip('=')}")


def leads_to(cloud: Cloud, address: str) -> tuple[int, str]:
    answer = visit(cloud, address)
    assert answer.status in (301, 302), answer
    return answer.status, answer.headers["Location"]


@pytest.fixture
def image(user: User) -> Any:
    return user.upload(photograph("rocket.jpg"))


@pytest.fixture
def image_path(image: Any) -> str:
    return f"{image['owner']}/{image['album']}/{image['filename']}"


@pytest.fixture
def keyed(user: User) -> User:
    for vendor, body in KEYS.items():
        assert user.call("PUT", f"/v1/vendor-keys/{vendor}", body).status == 200
    return user


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/cdn-cgi/image/width=512,quality=75/{}", "/w=512,q=75"),
        ("/cdn-cgi/image/w=512,fit=cover,f=webp/https://example.com/{}?v=7", "/w=512.webp"),
        ("/unsafe/rs:fit:512/plain/{}@avif", "/w=512.avif"),
        ("/unsafe/512x0/{}", "/w=512"),
        ("/unsafe/200x200/smart/{}", "/w=200,h=200,fit=cover,g=auto"),
        ("/demo/image/upload/f_auto,q_auto,w_512/v17/{}", "/w=512,q=auto"),
        ("/demo/image/upload/c_fill,h_200,w_200,q_85/{}", "/w=200,h=200,fit=cover,q=90"),
        ("/tr:w-512,q-40:rt-90/{}", "/rotate=90,h=512,q=50"),
        ("/{}?tr=w-512", "/w=512"),
        ("/{}?tr=orig-true", ""),
        ("/demo/image/upload/f_auto/{}", "?f=auto"),
        ("/unsafe/{}", "?f=auto"),
        ("/cdn-cgi/image/format=png/{}", "/f=png.png"),
        ("/cdn-cgi/image/format=json/{}", "/f=json.json"),
    ],
)
def test_an_unsigned_address_leads_to_ours_for_a_day(cloud: Cloud, address: str, target: str) -> None:
    image_path = "alice/trips/beach.jpg"  # which need not be there: it follows from the address alone
    answer = visit(cloud, address.format(image_path))

    assert (answer.status, answer.headers["Location"]) == (301, f"/{image_path}{target}")
    assert answer.headers["Cache-Control"] == DAY


def test_where_an_unsigned_address_leads_is_for_everybody(cloud: Cloud, image_path: str) -> None:
    _, location = leads_to(cloud, f"/demo/image/upload/f_auto,q_auto,w_512/{image_path}")
    assert cloud.cdn(f"{location}.webp").status == 200
    _, location = leads_to(cloud, f"/unsafe/200x200/{image_path}")
    assert cloud.cdn(f"{location}.webp").status == 200
    _, location = leads_to(cloud, f"/unsafe/201x200/{image_path}")
    assert cloud.cdn(f"{location}.webp").status == 403


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/cdn-cgi/image/w=512,border=3/alice/trips/beach.jpg", "border"),
        ("/unsafe/enc/w:300/x", "source"),
        ("/demo/image/upload/r_max/alice/trips/beach.jpg", "r:"),
        ("/tr:w-99999/alice/trips/beach.jpg", "w:"),
        ("/cdn-cgi/image/w=512/https://example.com/beach.jpg", "source"),
    ],
)
def test_what_can_not_be_done_is_refused_with_its_name_and_kept_for_seconds(
    cloud: Cloud, address: str, says: str
) -> None:
    answer = visit(cloud, address)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert says in answer.body["error"]["message"]
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"


@pytest.mark.parametrize(
    "path",
    [
        *("/_foreign/", "/_foreign/!", "/_foreign/A", "/_foreign/w6k", "/_foreign/L2E/x", "/_foreign/L2E="),
        f"/_foreign/{base64.urlsafe_b64encode(b'/alice/trips/beach.jpg/w512').decode()}",
        f"/_foreign/{base64.urlsafe_b64encode(b'/nothing/here').decode()}",
    ],
)
def test_what_is_no_vendors_address_is_not_found(cloud: Cloud, path: str) -> None:
    assert cloud.cdn(path).status == 404


SIGNED = [
    pytest.param(lambda image_path: imgproxy(f"/rs:fill:300:200:1/plain/{image_path}"), id="imgproxy"),
    pytest.param(lambda image_path: thumbor(f"300x200/{image_path}"), id="thumbor"),
    pytest.param(lambda image_path: cloudinary(f"c_fill,h_200,w_300/{image_path}"), id="cloudinary"),
    pytest.param(lambda image_path: imagekit(f"tr:w-300,h-200/{image_path}"), id="imagekit"),
]
EXACTLY = "w=300,h=200,fit=cover,enlarge=1"


@pytest.mark.usefixtures("keyed")
@pytest.mark.parametrize("sign", SIGNED)
def test_a_good_signature_has_exactly_what_is_asked_for_made(
    cloud: Cloud, image: Any, image_path: str, sign: Any
) -> None:
    answer = visit(cloud, sign(image_path))

    path, _, query = answer.headers["Location"].partition("?")
    assert (answer.status, path) == (302, f"/{image_path}/{EXACTLY}")
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=3600"
    assert f"vky-{image['owner']}-" in answer.headers["x-amz-meta-cache-tag"]
    assert cloud.cdn(f"{path}.webp").status == 403
    assert cloud.cdn(f"{path}.webp", query).status == 200
    expires = int(query.partition("exp=")[2])
    assert 3600 < expires - time.time() <= 7200


@pytest.mark.usefixtures("keyed")
@pytest.mark.parametrize("sign", SIGNED)
def test_a_signature_of_another_address_is_refused(cloud: Cloud, image_path: str, sign: Any) -> None:
    for asked in (sign(image_path).replace("300", "301"), sign(image_path).replace("beach.jpg", "other.jpg")):
        answer = visit(cloud, asked)

        assert (answer.status, answer.body["error"]["code"]) == (403, "FORBIDDEN")
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.usefixtures("keyed")
def test_a_signature_by_another_key_is_refused(cloud: Cloud, image_path: str) -> None:
    rest = f"/w:300/plain/{image_path}"
    for asked in (
        imgproxy(rest, key="00"),
        imgproxy(rest, salt="00"),
        imgproxy(rest, size=16),
        thumbor(f"300x200/{image_path}", key="x"),
    ):
        assert visit(cloud, asked).status == 403


@pytest.mark.parametrize("sign", SIGNED)
def test_without_the_owners_key_a_signed_address_is_worth_an_unsigned_one_until_there_is_one(
    cloud: Cloud, user: User, image: Any, image_path: str, sign: Any
) -> None:
    answer = visit(cloud, sign(image_path))

    assert (answer.status, answer.headers["Location"]) == (302, f"/{image_path}/w=300,h=200,fit=cover")
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=3600"
    for vendor, body in KEYS.items():
        if f"vky-{image['owner']}-{vendor}" in answer.headers["x-amz-meta-cache-tag"].split(","):
            assert user.call("PUT", f"/v1/vendor-keys/{vendor}", body).status == 200
            break
    assert "&exp=" in visit(cloud, sign(image_path)).headers["Location"]


@pytest.mark.usefixtures("keyed")
def test_an_expiry_ends_the_address_and_what_is_kept_of_it(
    cloud: Cloud, image_path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = int(time.time()) + 100
    asked = imagekit(f"tr:w-300,h-200/{image_path}", expires=until)

    answer = visit(cloud, asked)

    assert answer.headers["Location"].endswith(f"&exp={until}")
    assert 0 < int(answer.headers["Cache-Control"].removeprefix("public, max-age=0, s-maxage=")) <= 100
    assert visit(cloud, asked.replace("ik-t=1", "ik-t=2")).status == 403
    monkeypatch.setattr("pixelflare.base.clock.now", lambda: datetime.now(UTC) + timedelta(seconds=101))
    late = visit(cloud, asked)
    assert (late.status, late.body["error"]["code"]) == (410, "GONE")
    assert late.headers["Cache-Control"] == "private, no-store"


def test_a_handle_stands_for_its_owner_in_signed_addresses(cloud: Cloud, keyed: User, image: Any) -> None:
    handle = f"h-{uuid4().hex[:12]}"
    assert keyed.call("PATCH", "/v1/me", {"handle": handle}).status == 200

    answer = visit(cloud, thumbor(f"300x200/{handle}/default/beach.jpg"))

    assert answer.headers["Location"].startswith(f"/{image['owner']}/default/beach.jpg/{EXACTLY}?s=")
    assert f"hnd-{handle}" in answer.headers["x-amz-meta-cache-tag"].split(",")


def test_a_signed_address_finds_an_image_that_has_moved(cloud: Cloud, keyed: User, image: Any, image_path: str) -> None:
    assert keyed.call("PATCH", f"/v1/images/{image['id']}", {"filename": "moved.jpg"}).status == 200

    _, location = leads_to(cloud, thumbor(f"300x200/{image_path}"))

    path, _, query = location.partition("?")
    assert path == f"/{image_path.replace('beach', 'moved')}/{EXACTLY}"
    assert cloud.cdn(f"{path}.webp", query).status == 200


def test_a_private_image_is_not_opened_by_a_vendors_signature(
    cloud: Cloud, keyed: User, image: Any, image_path: str
) -> None:
    assert keyed.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"}).status == 200

    answer = visit(cloud, thumbor(f"300x200/{image_path}"))
    assert (answer.status, answer.body["error"]["code"]) == (401, "UNAUTHORIZED")
    _, location = leads_to(cloud, f"/unsafe/512x0/{image_path}")
    assert cloud.cdn(f"{location}.webp").status == 401


@pytest.mark.usefixtures("keyed")
def test_a_signed_address_of_no_image_is_not_found(cloud: Cloud, image_path: str) -> None:
    assert visit(cloud, thumbor(f"300x200/{image_path.replace('beach', 'nothing')}")).status == 404


@pytest.mark.usefixtures("keyed")
def test_the_best_format_and_the_original_need_no_signature_of_ours(cloud: Cloud, image_path: str) -> None:
    assert leads_to(cloud, thumbor(image_path)) == (302, f"/{image_path}?f=auto")
    assert leads_to(cloud, imagekit(f"tr:orig-true/{image_path}")) == (302, f"/{image_path}")
