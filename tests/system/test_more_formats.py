"""A phone's own format, from the form to a browser that can not show it."""

import httpx

from tests.photographs import heif_file
from tests.system.runtime import Runtime, User
from tests.unit.imaging.pictures import opened

HEIC = heif_file("heif_other/arrow.heic")
SIZE = (3024, 4032)


def test_heic_is_shown_by_every_browser_and_downloaded_as_it_came(runtime: Runtime, user: User) -> None:
    image = user.upload(HEIC, "IMG_0001.HEIC")
    path = f"/{image['owner']}/default/IMG_0001.heic"

    original = runtime.get(path)
    small = runtime.get(f"{path}/w512", accept="image/avif,image/webp,*/*")
    old = runtime.get(f"{path}/w512", accept="image/*")
    address = user.call("GET", f"/images/{image['id']}/download").headers["location"]

    assert (image["content_type"], image["width"], image["height"]) == ("image/heic", *SIZE)
    assert (original.status_code, original.headers["content-type"]) == (200, "image/jpeg")
    assert original.headers["x-content-type-options"] == "nosniff"
    assert (opened(original.content).format, opened(original.content).size) == ("JPEG", SIZE)
    assert (small.headers["content-type"], opened(small.content).width) == ("image/avif", 512)
    assert (old.headers["content-type"], opened(old.content).width) == ("image/jpeg", 512)
    assert httpx.get(address, timeout=60).content == HEIC


def test_private_heic_is_shown_to_whoever_has_its_address(user: User) -> None:
    image = user.upload(HEIC, "mine.heic", visibility="private")

    answer = httpx.get(image["cdn_url"], timeout=60)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert opened(answer.content).size == SIZE
    assert httpx.get(image["cdn_url"].partition("?")[0], timeout=60).status_code == 403
