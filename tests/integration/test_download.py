"""The untouched original, for its owner, by an address that holds for a minute."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from pixelflare.base import clock
from tests.integration.cloud import Answer, Cloud, User
from tests.photographs import phone_jpeg, photograph


def download(user: User, image_id: str, accept: str = "*/*") -> Answer:
    headers = {"authorization": f"Bearer {user.token()}", "accept": accept}
    return user.cloud.api("GET", f"/v1/images/{image_id}/download", headers=headers)


def test_redirect_leads_to_the_bytes_as_they_came(user: User) -> None:
    sent = phone_jpeg()
    image = user.upload(sent, "Été à la mer.JPG")

    answer = download(user, image["id"])
    got = requests.get(answer.headers["Location"])

    assert answer.status == 302
    assert answer.headers["Cache-Control"] == "no-store"
    assert got.content == sent
    assert got.headers["content-type"] == "image/jpeg"
    assert got.headers["content-disposition"] == (
        "attachment; filename=\"Ete-a-la-mer.jpg\"; filename*=UTF-8''%C3%89t%C3%A9%20%C3%A0%20la%20mer.JPG"
    )


def test_address_holds_for_a_minute(user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))

    address = download(user, image["id"], "application/json").body

    assert "&X-Amz-Expires=60&" in address["url"]
    left = datetime.fromisoformat(address["expires_at"]) - clock.now()
    assert timedelta(seconds=50) < left <= timedelta(seconds=60)
    assert requests.get(address["url"]).content == photograph("rocket.jpg")


def test_image_in_the_bin_can_be_downloaded(user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))
    user.call("DELETE", f"/v1/images/{image['id']}")

    assert requests.get(download(user, image["id"]).headers["Location"]).content == photograph("rocket.jpg")


@pytest.mark.parametrize("body", [None, b"<script>"])
def test_image_without_accepted_bytes_is_not_ready(cloud: Cloud, user: User, body: bytes | None) -> None:
    form: Any = user.reserve()
    if body is not None:
        cloud.deliver("upload_consumer", user.post_form(form, body))

    answer = download(user, form["imageId"])

    assert (answer.status, answer.body["error"]["code"]) == (409, "NOT_READY")


def test_original_is_its_owners_only(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))

    assert download(cloud.user(f"stranger-to-{user.name}"), image["id"]).status == 404
