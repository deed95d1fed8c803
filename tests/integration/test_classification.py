"""Models look at a picture once its presets are there; each part fails, is retried and is paid for alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.classifying import CLASSIFICATIONS, classify, hold, recognition
from tests.integration.cloud import Cloud, User
from tests.photographs import photograph
from tests.recognition import LABELS, UNSAFE, Recognised, recognising


@pytest.fixture
def models() -> Iterator[Recognised]:
    with recognising() as double:
        yield double


@pytest.fixture
def user(cloud: Cloud, user: User) -> User:
    cloud.follow_changes()
    cloud.forget_messages()
    return user


def test_a_picture_is_looked_at_once_it_is_ready(cloud: Cloud, user: User, models: Recognised) -> None:
    image = user.upload(photograph("chelsea.png"), "cat.png")
    assert user.call("GET", f"/v1/images/{image['id']}/ai").status == 404
    assert classify(cloud) == []

    found = recognition(user, image)
    assert found["labels"] == ["Animal", "Cat", "Sofa"]
    assert found["model_labels"][1] == {"name": "Cat", "score": 0.985, "parents": ["Animal"]}
    assert (found["nsfw"], found["nsfw_score"], found["caption"]) == (False, 0.0, None)
    assert found["colors"] == image["colors"]
    assert {name: (part["provider"], part["version"]) for name, part in found["parts"].items()} == {
        "labels": ("rekognition", "3.0"),
        "moderation": ("rekognition", "7.0"),
    }
    assert all(part["cost_usd"] == 0.001 and part["ms"] >= 0 for part in found["parts"].values())
    shown = user.call("GET", f"/v1/images/{image['id']}").body
    assert (shown["labels"], shown["nsfw"], shown["analyzed_at"]) == (found["labels"], False, found["analyzed_at"])
    assert shown["version"] > image["version"]


def test_models_see_a_jpeg_of_at_most_1536_pixels_without_metadata(
    cloud: Cloud, user: User, models: Recognised, tmp_path: Any
) -> None:
    import io

    from PIL import Image

    from tests.photographs import phone_jpeg

    user.upload(phone_jpeg(orientation=6), "phone.jpg")
    classify(cloud)
    for _, asked in models.asked:
        seen = asked["Image"]["Bytes"]
        with Image.open(io.BytesIO(seen)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (1152, 1536))
            assert not picture.getexif()
        assert len(seen) < 5_242_880


def test_the_same_bytes_are_paid_for_once(cloud: Cloud, user: User, models: Recognised) -> None:
    first = user.upload(photograph("chelsea.png"), "one.png")
    second = user.upload(photograph("chelsea.png"), "two.png")
    classify(cloud)
    assert (models.calls("DetectLabels"), models.calls("DetectModerationLabels")) == (1, 1)
    parts = recognition(user, second)["parts"]
    assert {part["reused_from"] for part in parts.values()} == {first["id"]}
    assert {part["cost_usd"] for part in parts.values()} == {0.0}
    assert recognition(user, second)["labels"] == recognition(user, first)["labels"]


def test_another_owner_of_the_same_bytes_is_told_nothing_of_it(cloud: Cloud, user: User, models: Recognised) -> None:
    user.upload(photograph("chelsea.png"), "one.png")
    other = cloud.user(f"other-than-{user.name}")
    image = other.upload(photograph("chelsea.png"), "one.png")
    classify(cloud)
    assert models.calls("DetectLabels") == 2
    assert recognition(other, image)["parts"]["labels"]["reused_from"] is None


def test_a_message_that_comes_twice_changes_nothing(cloud: Cloud, user: User, models: Recognised) -> None:
    image = user.upload(photograph("chelsea.png"), "cat.png")
    cloud.follow_changes()
    (message,) = cloud.messages(CLASSIFICATIONS)
    assert cloud.deliver("classification_consumer", message) == []
    before = user.call("GET", f"/v1/images/{image['id']}").body
    assert cloud.deliver("classification_consumer", message, message) == []
    assert user.call("GET", f"/v1/images/{image['id']}").body == before
    assert models.calls("DetectLabels") == 1
    entries = user.call("GET", "/v1/audit-logs", query="action=analyze").body["data"]
    assert [entry["details"]["cost_usd"] for entry in entries] == [{"labels": 0.001, "moderation": 0.001}]
    assert {entry["actor"] for entry in entries} == {"system"}


@pytest.mark.parametrize(
    "outage", ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"]
)
def test_a_part_that_fails_leaves_the_others_and_comes_alone(
    cloud: Cloud, user: User, models: Recognised, outage: str
) -> None:
    image = user.upload(photograph("chelsea.png"), "cat.png")
    cloud.follow_changes()
    (message,) = cloud.messages(CLASSIFICATIONS)
    models.answers["DetectLabels"] = outage
    assert cloud.deliver("classification_consumer", message) == ["0"]
    found = recognition(user, image)
    assert (found["labels"], found["nsfw"], found["analyzed_at"]) == ([], False, None)
    assert cloud.cdn(f"/{image['owner']}/default/cat.png").status == 200

    models.answers["DetectLabels"] = LABELS
    assert cloud.deliver("classification_consumer", message, attempt=2) == []
    assert recognition(user, image)["labels"] == ["Animal", "Cat", "Sofa"]
    assert (models.calls("DetectLabels"), models.calls("DetectModerationLabels")) == (2, 1)


def test_what_the_model_refuses_for_good_is_not_asked_again(cloud: Cloud, user: User, models: Recognised) -> None:
    image = user.upload(photograph("chelsea.png"), "cat.png")
    models.answers["DetectLabels"] = "InvalidImageFormatException"
    assert classify(cloud) == []
    found = recognition(user, image)
    assert found["parts"]["labels"]["refused"] == "InvalidImageFormatException"
    assert (found["labels"], found["parts"]["labels"]["cost_usd"]) == ([], 0.0)
    assert found["analyzed_at"] is not None


def test_a_mistake_of_ours_in_one_part_stops_no_other(cloud: Cloud, user: User, models: Recognised) -> None:
    image = user.upload(photograph("chelsea.png"), "cat.png")
    models.answers["DetectModerationLabels"] = "AccessDeniedException"
    assert classify(cloud) == ["0"]
    assert recognition(user, image)["labels"] == ["Animal", "Cat", "Sofa"]
    assert recognition(user, image)["nsfw"] is None


def test_unsafe_pictures_are_flagged_with_the_raw_list(cloud: Cloud, user: User, models: Recognised) -> None:
    image = user.upload(photograph("chelsea.png"), "cat.png")
    models.answers["DetectModerationLabels"] = UNSAFE
    classify(cloud)
    found = recognition(user, image)
    assert (found["nsfw"], found["nsfw_score"]) == (True, 0.925)
    assert found["nsfw_categories"] == ["Explicit Nudity", "Explicit"]
    assert found["moderation"]["labels"][0] == {"name": "Explicit Nudity", "parent": "Explicit", "score": 0.925}


def test_an_image_that_went_to_the_bin_meanwhile_is_left_alone(cloud: Cloud, user: User, models: Recognised) -> None:
    image = user.upload(photograph("chelsea.png"), "cat.png")
    cloud.follow_changes()
    user.call("DELETE", f"/v1/images/{image['id']}")
    assert classify(cloud) == []
    assert models.asked == []
    user.call("POST", f"/v1/images/{image['id']}/restore")
    cloud.deliver("variant_consumer", *cloud.messages())
    assert classify(cloud) == []
    assert recognition(user, image)["labels"] == ["Animal", "Cat", "Sofa"]


def test_pictures_beyond_the_owners_month_are_not_looked_at_until_there_is_room(
    cloud: Cloud, user: User, models: Recognised
) -> None:
    usual = {name: cloud.functions[name] for name in ("api", "classification_consumer")}
    cloud.functions.update({name: cloud.started(name, CLASSIFICATIONS_PER_MONTH="1") for name in usual})
    first = user.upload(photograph("chelsea.png"), "one.png")
    same = user.upload(photograph("chelsea.png"), "same.png")
    second = user.upload(photograph("coffee.png"), "two.png")

    assert classify(cloud) == [], "nothing comes again"

    assert models.calls("DetectLabels") == 1
    looked_at = [user.call("GET", f"/v1/images/{each['id']}/ai").status for each in (first, same, second)]
    assert sorted(looked_at) in ([200, 200, 404], [200, 404, 404])
    unseen = second if looked_at[2] == 404 else first
    refused = user.call("POST", f"/v1/images/{unseen['id']}/ai/analyze")
    assert (refused.status, refused.body["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert refused.body["error"]["message"] == "more than 1 analysis requests in 30 days"
    held = user.upload(photograph("rocket.jpg"), "held.jpg")
    hold(cloud, held)
    assert classify(cloud) == []
    assert models.calls("DetectModerationLabels") == 2, "a picture that waits for its verdict gets one"
    cloud.functions.update(usual)
    assert user.call("POST", f"/v1/images/{unseen['id']}/ai/analyze").status == 202, "the refusal has begun nothing"
    assert classify(cloud) == []
    assert user.call("GET", f"/v1/images/{unseen['id']}/ai").status == 200
