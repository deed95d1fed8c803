"""Addresses that are signed: what is done with them when everything is done once."""

from base64 import urlsafe_b64encode
from urllib.parse import quote, urlsplit

import pytest

from pixelflare.delivery import pictures
from tests.integration.cloud import Cloud, User
from tests.photographs import photograph
from tests.vendor_addresses import TEXT_KEY, thumbor


def sign_and_be_slow(cloud: Cloud, user: User) -> None:
    """Options that are signed, and take longer than the viewer waits."""
    image = user.upload(photograph("rocket.jpg"), "signed.jpg")
    assert user.call("POST", "/v1/me/signing-key/rotate").status == 200
    url = urlsplit(user.call("POST", f"/v1/images/{image['id']}/sign", {"options": "w=300"}).body["url"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "_DEADLINE_SECONDS", 0.0)
        assert cloud.cdn(f"{url.path}.avif", url.query).status == 503
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []
    assert cloud.cdn(f"{url.path}.avif").status == 200
    query = f"url={quote(f'{url.path}.avif?{url.query}', safe='')}"
    assert user.call("GET", "/v1/explain", query=query).body["signature"]["state"] == "valid"
    assert user.call("GET", f"/v1/images/{image['id']}/embed", query="widths=77").status == 200


def come_from_another_vendor(cloud: Cloud, user: User) -> None:
    """An address that was signed there, with the key that is left here."""
    image = user.upload(photograph("rocket.jpg"), "foreign.jpg")
    assert user.call("PUT", "/v1/vendor-keys/thumbor", {"secret": TEXT_KEY}).status == 200
    asked = thumbor(f"300x200/{image['owner']}/default/foreign.jpg").encode()
    assert cloud.cdn(f"/_foreign/{urlsafe_b64encode(asked).decode().rstrip('=')}").status == 302
    assert user.call("GET", "/v1/vendor-keys").status == 200
    assert user.call("DELETE", "/v1/vendor-keys/thumbor").status == 204


def change_watermark(cloud: Cloud, user: User) -> None:
    """Taken away, so that what bears it has to be found."""
    mark = user.upload(photograph("chelsea.png"), "logo.png", album="watermarks")
    image = user.upload(photograph("rocket.jpg"), "marked.jpg")
    url = urlsplit(user.call("POST", f"/v1/images/{image['id']}/sign", {"options": "w=300,wm=logo"}).body["url"])
    assert cloud.cdn(f"{url.path}.avif", url.query).status == 200
    user.call("DELETE", f"/v1/images/{mark['id']}")
    cloud.follow_changes()
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []
    assert cloud.cdn(f"{url.path}.avif", url.query).status == 404
