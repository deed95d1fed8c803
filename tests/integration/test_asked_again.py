"""What the clean-up asks for again: presets that nobody makes, and verdicts that do not come."""

from datetime import timedelta
from typing import Any

import pytest

from pixelflare.base import clock
from pixelflare.moderation import note_failure
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.moderated import CLEAN, give, held_image, record, services
from tests.integration.visibility import change, jpeg, publish

SOON, LATER = timedelta(minutes=20), timedelta(hours=1, minutes=5)


def accepted(cloud: Cloud, user: User) -> Any:
    """An image whose message was lost with the process that held it."""
    form = user.reserve("a.jpg")
    assert cloud.deliver("upload_consumer", user.post_form(form, jpeg())) == []
    assert len([message for message in cloud.messages() if message["image_id"] == form["imageId"]]) == 1
    return user.call("GET", f"/v1/images/{form['imageId']}").body


def asked_for(cloud: Cloud, image: Any) -> int:
    return len([message for message in cloud.messages() if message["image_id"] == image["id"]])


def place(cloud: Cloud, image: Any) -> str | None:
    """The kind under which the index of due work has the image."""
    (row,) = (row for row in cloud.rows("CORE_TABLE") if row["sk"]["S"] == f"I#{image['id']}")
    return row["g2pk"]["S"].split("#")[1] if "g2pk" in row else None


def test_accepted_image_whose_presets_nobody_makes_is_found(cloud: Cloud, user: User) -> None:
    image = accepted(cloud, user)
    clean_up(cloud, SOON)
    assert asked_for(cloud, image) == 0

    clean_up(cloud, LATER)
    publish(cloud)

    assert user.call("GET", f"/v1/images/{image['id']}").body["status"] == "ready"
    assert place(cloud, image) is None
    clean_up(cloud, 2 * LATER)
    assert asked_for(cloud, image) == 0


def test_it_is_asked_for_once_an_hour(cloud: Cloud, user: User) -> None:
    image = accepted(cloud, user)
    clean_up(cloud, LATER)
    clean_up(cloud, LATER + SOON)
    assert asked_for(cloud, image) == 1

    clean_up(cloud, 2 * LATER)

    assert asked_for(cloud, image) == 1


@pytest.mark.parametrize("how", ["hide", "restore"])
def test_presets_that_have_to_be_made_anew_are_found_too(cloud: Cloud, user: User, how: str) -> None:
    image = user.upload(jpeg(), "a.jpg")
    if how == "hide":
        change(user, image, visibility="private")
    else:
        user.call("DELETE", f"/v1/images/{image['id']}")
        user.call("POST", f"/v1/images/{image['id']}/restore")
    assert asked_for(cloud, image) >= 1
    assert place(cloud, image) == "unpublished"

    clean_up(cloud, LATER)

    assert asked_for(cloud, image) == 1


def test_image_that_expires_keeps_its_place(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", expires_at="2999-01-01T00:00:00Z")
    assert place(cloud, image) == "expire"


def test_held_image_without_a_verdict_is_counted_until_it_has_one(cloud: Cloud, user: User) -> None:
    image = held_image(user)
    note_failure(image["owner"], image["id"], "the model does not answer", services(cloud), now=clock.now())
    shown = user.call("GET", f"/v1/images/{image['id']}").body["moderation"]
    assert (shown["state"], shown["failure"]) == ("held", "the model does not answer")
    others = clean_up(cloud, SOON)["held"]

    assert clean_up(cloud, LATER)["held"] == others + 1
    assert clean_up(cloud, LATER + SOON)["held"] == 0
    assert clean_up(cloud, 2 * LATER)["held"] >= 1

    give(cloud, image, CLEAN)
    moderation = record(cloud, image).moderation
    assert moderation is not None
    assert moderation.failure is None
    clean_up(cloud, 3 * LATER)
    assert not [row for row in cloud.rows("CORE_TABLE") if row["sk"]["S"] == f"RV#{image['id']}"]


def test_failure_says_nothing_about_images_that_wait_for_nothing(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")

    note_failure(image["owner"], image["id"], "the model does not answer", services(cloud), now=clock.now())

    assert record(cloud, image).moderation is None


def test_held_image_in_the_bin_is_not_looked_at_until_it_is_back(cloud: Cloud, user: User) -> None:
    image = held_image(user)
    user.call("DELETE", f"/v1/images/{image['id']}")
    clean_up(cloud, LATER)
    counted = clean_up(cloud, 2 * LATER)["held"]

    user.call("POST", f"/v1/images/{image['id']}/restore")

    assert clean_up(cloud, 3 * LATER)["held"] >= 1
    assert counted == 0
