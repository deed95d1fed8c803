"""What a reservation leaves open follows its owner's settings; what it says counts."""

from datetime import timedelta
from typing import Any

import pytest

from pixelflare.base import clock
from tests.integration.cloud import User

PREFERRED = {"default_album": "phone", "default_visibility": "unlisted", "strip_metadata": True}


def kept(image: dict[str, Any]) -> tuple[str, str, bool]:
    return image["album"], image["visibility"], image["strip_metadata"]


def test_without_settings_uploads_are_public_in_the_default_album(user: User) -> None:
    assert kept(user.reserve("a.jpg")["image"]) == ("default", "public", False)


def test_settings_fill_what_a_request_leaves_open(user: User) -> None:
    user.call("PUT", "/v1/settings", PREFERRED)

    one = user.reserve("a.jpg")["image"]
    many = user.call("POST", "/v1/images", {"images": [{"filename": "b.jpg"}]}).body["results"][0]["form"]["image"]

    assert kept(one) == kept(many) == ("phone", "unlisted", True)
    assert user.call("GET", "/v1/albums/phone").status == 200


def test_what_a_request_says_wins_over_the_settings(user: User) -> None:
    user.call("PUT", "/v1/settings", PREFERRED)

    image = user.reserve("a.jpg", album="trips", visibility="public", strip_metadata=False)["image"]

    assert kept(image) == ("trips", "public", False)


def test_image_can_be_reserved_private_or_for_a_time(user: User) -> None:
    until = (clock.now() + timedelta(days=1)).isoformat()

    image = user.reserve("a.jpg", visibility="private", expires_at=until)["image"]

    assert image["visibility"] == "private"
    assert image["is_private"] is True
    assert image["expires_at"].startswith(until[:19])


@pytest.mark.parametrize("away", [timedelta(days=-1), timedelta(seconds=59)])
def test_time_that_is_over_or_nearly_is_refused(user: User, away: timedelta) -> None:
    request = {"filename": "a.jpg", "expires_at": (clock.now() + away).isoformat()}

    answer = user.call("POST", "/v1/images", request)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_audit_log_names_what_was_reserved(user: User) -> None:
    one = user.reserve("a.jpg")
    many = user.call("POST", "/v1/images", {"images": [{"filename": "b.jpg"}, {"filename": "a.jpg"}]}).body["results"]

    latest, earlier = user.call("GET", "/v1/audit-logs").body["data"][:2]

    assert latest["details"] == {"asked": 2, "image_ids": [each["form"]["imageId"] for each in many]}
    assert earlier["resource_id"] == one["imageId"]
    assert earlier["details"]["filename"] == "a.jpg"
