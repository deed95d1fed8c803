"""The whole way of a held picture: upload, presets, the model, and then the public or the review."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.classifying import classify
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.moderated import held_image, holding, nobody_sees
from tests.integration.visibility import change, jpeg, path_of, publish
from tests.recognition import UNSAFE, Recognised, recognising


@pytest.fixture
def models() -> Iterator[Recognised]:
    with recognising() as double:
        yield double


@pytest.fixture
def user(cloud: Cloud, user: User) -> User:
    cloud.follow_changes()
    cloud.forget_messages()
    return user


def moderation(user: User, image: Any) -> Any:
    return user.call("GET", f"/v1/images/{image['id']}").body["moderation"]


def test_harmless_picture_is_public_when_the_model_has_seen_it(cloud: Cloud, user: User, models: Recognised) -> None:
    image = held_image(user)
    assert nobody_sees(cloud, image)

    assert classify(cloud) == []
    publish(cloud)

    told = moderation(user, image)
    assert (told["state"], told["flagged"], told["model"]) == ("clear", False, "DetectModerationLabels 7.0")
    assert cloud.cdn(path_of(image)).status == 200
    assert classify(cloud) == []
    assert models.calls("DetectModerationLabels") == 1  # released, it is not paid for again


def test_unsafe_picture_waits_for_a_person(cloud: Cloud, user: User, models: Recognised) -> None:
    models.answers["DetectModerationLabels"] = UNSAFE
    image = held_image(user)

    assert classify(cloud) == []

    told = moderation(user, image)
    assert (told["state"], told["flagged"], told["nsfw_score"]) == ("held", True, 0.925)
    assert [each["id"] for each in user.call("GET", "/v1/review").body["data"]] == [image["id"]]
    assert nobody_sees(cloud, image)
    assert user.call("POST", f"/v1/images/{image['id']}/approve").status == 200
    publish(cloud)
    assert cloud.cdn(path_of(image)).status == 200


def test_unsafe_picture_that_is_public_appears_in_the_review(cloud: Cloud, user: User, models: Recognised) -> None:
    models.answers["DetectModerationLabels"] = UNSAFE
    image = user.upload(jpeg(), "a.jpg")

    assert classify(cloud) == []

    assert moderation(user, image)["state"] == "flagged"
    assert cloud.cdn(path_of(image)).status == 200
    assert [each["id"] for each in user.call("GET", "/v1/review").body["data"]] == [image["id"]]


def test_outage_of_the_model_holds_and_says_so_until_it_is_over(cloud: Cloud, user: User, models: Recognised) -> None:
    models.answers["DetectModerationLabels"] = "InternalServerError"
    image = held_image(user)

    assert classify(cloud) == ["0"]  # comes again, and is a dead letter in the end, which raises the alarm

    told = moderation(user, image)
    assert told["state"] == "held"
    assert told["failure"]
    assert told["failed_at"]
    assert nobody_sees(cloud, image)

    models.answers["DetectModerationLabels"] = {"ModerationLabels": [], "ModerationModelVersion": "7.0"}
    assert clean_up(cloud, timedelta(minutes=40))["held"] >= 1  # asks again, also when the message is lost
    assert classify(cloud) == []
    publish(cloud)

    told = moderation(user, image)
    assert (told["state"], told["failure"]) == ("clear", None)
    assert cloud.cdn(path_of(image)).status == 200


def test_analysed_image_without_a_verdict_is_asked_about_when_it_is_held(
    cloud: Cloud, user: User, models: Recognised, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where moderation is off, only what waits for a verdict gets one."""
    consumer = cloud.started("classification_consumer", AI_MODERATION="off")
    monkeypatch.setitem(cloud.functions, "classification_consumer", consumer)
    image = user.upload(jpeg(), "a.jpg")
    assert classify(cloud) == []
    assert models.calls("DetectModerationLabels") == 0

    change(user, image, album=holding(user))
    publish(cloud)
    assert moderation(user, image)["state"] == "held"
    assert classify(cloud) == []

    assert models.calls("DetectModerationLabels") == 1
    assert moderation(user, image)["state"] == "clear"


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("reject", "rejected")])
def test_new_analysis_leaves_what_a_person_decided(
    cloud: Cloud, user: User, models: Recognised, decision: str, state: str
) -> None:
    image = held_image(user)
    assert classify(cloud) == []
    publish(cloud)
    assert user.call("POST", f"/v1/images/{image['id']}/{decision}").status == 200
    publish(cloud)
    models.answers["DetectModerationLabels"] = UNSAFE

    assert user.call("POST", f"/v1/images/{image['id']}/ai/analyze").status in (202, 409, 429)
    assert classify(cloud) == []

    assert moderation(user, image)["state"] == state
