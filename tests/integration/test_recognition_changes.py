"""What owners say of their pictures, new analyses, and what becomes of all that in the end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from operations.doctor import services_of
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.ids import new_nonce
from pixelflare.cleanup.doctor import visit
from pixelflare.vision import ContentAnalyses
from schema.budgets import CLASSIFICATION_LEASE
from schema.keys.core import analysis_key, reanalysis_key
from schema.library.recognition import AiPart
from tests.integration.classifying import CLASSIFICATIONS, classify, hold, recognition
from tests.integration.cleaning import clean_up, deeds
from tests.integration.cloud import Cloud, User
from tests.integration.moderated import record
from tests.photographs import photograph
from tests.recognition import LABELS, UNSAFE, Recognised, recognising


@pytest.fixture
def models(cloud: Cloud, user: User) -> Iterator[Recognised]:
    cloud.follow_changes()
    cloud.forget_messages()
    with recognising() as double:
        yield double


@pytest.fixture
def cat(cloud: Cloud, user: User, models: Recognised) -> Any:
    """A picture that models have looked at."""
    image = user.upload(photograph("chelsea.png"), "cat.png")
    assert classify(cloud) == []
    return user.call("GET", f"/v1/images/{image['id']}").body


def _names(user: User, words: str) -> list[str]:
    return [hit["image"]["filename"] for hit in user.call("GET", "/v1/search", query=f"q={words}").body["data"]]


# What people say


def test_what_a_person_says_counts_and_outlives_a_new_analysis(
    cloud: Cloud, user: User, models: Recognised, cat: Any
) -> None:
    path = f"/v1/images/{cat['id']}/ai"
    said = {"labels": ["Chelsea", "pet"], "nsfw": True, "alt": "Our cat Chelsea"}
    answer = user.call("PATCH", path, said)
    assert (answer.status, answer.body["labels"], answer.body["nsfw"]) == (200, ["Chelsea", "pet"], True)
    assert answer.body["corrected"] == {"labels": True, "nsfw": True}
    assert [label["name"] for label in answer.body["model_labels"]] == ["Animal", "Cat", "Sofa"]

    models.answers["DetectLabels"] = LABELS | {"Labels": [{"Name": "Dog", "Confidence": 99.0}]}
    assert user.call("POST", f"{path}/analyze").status == 202
    assert classify(cloud) == []
    found = recognition(user, cat)
    assert (found["labels"], found["nsfw"], found["alt"]) == (["Chelsea", "pet"], True, "Our cat Chelsea")
    assert [label["name"] for label in found["model_labels"]] == ["Dog"]
    assert (_names(user, "pet"), _names(user, "sofa")) == (["cat.png"], [])

    assert user.call("PATCH", path, {"labels": None, "nsfw": None}).body["labels"] == ["Dog"]
    assert recognition(user, cat)["nsfw"] is False
    actions = [entry["action"] for entry in user.call("GET", "/v1/audit-logs").body["data"]]
    assert [each for each in actions if each != "judge"][:4] == ["correct", "analyze", "reanalyze", "correct"]


def test_an_empty_list_says_that_no_label_fits(cloud: Cloud, user: User, cat: Any) -> None:
    assert user.call("PATCH", f"/v1/images/{cat['id']}/ai", {"labels": []}).body["labels"] == []
    cloud.follow_changes()
    assert _names(user, "sofa") == []


@pytest.mark.parametrize(
    "said",
    [
        {"labels": ["x" * 51]},
        {"labels": [""]},
        {"labels": ["a\u0000b"]},
        {"labels": [str(number) for number in range(11)]},
        {"labels": "cat"},
        {"nsfw": "maybe"},
        {"alt": "x" * 501},
        {"caption": "mine"},
    ],
)
def test_nonsense_is_refused(user: User, cat: Any, said: dict[str, Any]) -> None:
    assert user.call("PATCH", f"/v1/images/{cat['id']}/ai", said).status == 400


def test_people_may_speak_before_any_model(cloud: Cloud, user: User, models: Recognised) -> None:
    image = user.upload(photograph("chelsea.png"), "early.png")
    assert user.call("PATCH", f"/v1/images/{image['id']}/ai", {"labels": ["early"]}).status == 200
    assert classify(cloud) == []
    assert recognition(user, image)["labels"] == ["early"]


def test_a_correction_of_another_version_is_refused(user: User, cat: Any) -> None:
    path = f"/v1/images/{cat['id']}/ai"
    assert user.call("PATCH", path, {"nsfw": True}, if_match=f'"{cat["version"]}"').status == 200
    assert user.call("PATCH", path, {"nsfw": False}, if_match=f'"{cat["version"]}"').status == 412


def test_an_image_without_bytes_and_another_owners_cannot_be_spoken_of(cloud: Cloud, user: User, cat: Any) -> None:
    reserved = user.reserve("later.jpg")["imageId"]
    assert user.call("PATCH", f"/v1/images/{reserved}/ai", {"labels": ["x"]}).body["error"]["code"] == "NOT_READY"
    assert user.call("POST", f"/v1/images/{reserved}/ai/analyze").body["error"]["code"] == "NOT_READY"
    stranger = cloud.user(f"stranger-to-{user.name}")
    for method, path, body in (("GET", "", None), ("PATCH", "", {"nsfw": True}), ("POST", "/analyze", None)):
        assert stranger.call(method, f"/v1/images/{cat['id']}/ai{path}", body).status == 404


# A new analysis


def test_the_same_bytes_are_analysed_again_once_in_28_days(
    cloud: Cloud, user: User, models: Recognised, cat: Any
) -> None:
    twin = user.upload(photograph("chelsea.png"), "twin.png")
    first = user.call("POST", f"/v1/images/{cat['id']}/ai/analyze")
    assert (first.status, first.body["image_id"]) == (202, cat["id"])
    for image in (cat, twin):
        refused = user.call("POST", f"/v1/images/{image['id']}/ai/analyze")
        assert (refused.status, refused.body["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
        assert int(refused.headers["Retry-After"]) > 27 * 86_400
        told = refused.body["error"]["details"]["next_analysis_at"]
        assert datetime.fromisoformat(told) == datetime.fromisoformat(first.body["next_analysis_at"])
    assert classify(cloud) == []
    assert models.calls("DetectLabels") == 2
    assert recognition(user, cat)["next_analysis_at"] is not None
    core, key = Table(cloud.variables["CORE_TABLE"]), reanalysis_key(cat["owner"], record(cloud, cat).sha256 or "")
    core.update(key, set_={"at": "2026-01-01T00:00:00.000Z"})
    assert user.call("POST", f"/v1/images/{cat['id']}/ai/analyze").status == 202


def test_where_nobody_looks_at_pictures_a_new_analysis_is_off(
    cloud: Cloud, user: User, cat: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cloud.functions, "api", cloud.started("api", CLASSIFICATION_QUEUE_URL="off"))
    refused = user.call("POST", f"/v1/images/{cat['id']}/ai/analyze")
    assert (refused.status, refused.body["error"]["code"]) == (409, "FEATURE_OFF")
    assert user.call("PATCH", f"/v1/images/{cat['id']}/ai", {"labels": ["mine"]}).status == 200


# Two runs at once


def test_of_two_runs_at_once_one_pays_and_the_other_comes_back(cloud: Cloud, user: User, models: Recognised) -> None:
    image = user.upload(photograph("chelsea.png"), "cat.png")
    cloud.follow_changes()
    (message,) = cloud.messages(CLASSIFICATIONS)
    analyses = ContentAnalyses(Table(cloud.variables["CORE_TABLE"]))
    about = image["owner"], record(cloud, image).sha256 or "", AiPart.LABELS
    assert analyses.claim(*about, "another run", again=None, now=clock.now())
    assert cloud.deliver("classification_consumer", message) == ["0"]
    assert (models.calls("DetectLabels"), models.calls("DetectModerationLabels")) == (0, 1)
    analyses.give_back(*about, "another run")
    assert cloud.deliver("classification_consumer", message, attempt=2) == []
    assert (models.calls("DetectLabels"), models.calls("DetectModerationLabels")) == (1, 1)


def test_a_claim_that_nobody_gives_back_ends_by_itself_and_its_holder_keeps_nothing(cloud: Cloud, user: User) -> None:
    analyses = ContentAnalyses(Table(cloud.variables["CORE_TABLE"]))
    about, now = (user.name, "0" * 64, AiPart.CAPTION), clock.now()
    dead, heir = new_nonce(), new_nonce()
    assert analyses.claim(*about, dead, again=None, now=now)
    assert not analyses.claim(*about, heir, again=None, now=now + CLASSIFICATION_LEASE - timedelta(seconds=1))
    assert analyses.claim(*about, heir, again=None, now=now + CLASSIFICATION_LEASE + timedelta(seconds=1))
    analyses.give_back(*about, dead)
    assert not analyses.claim(*about, dead, again=None, now=now + CLASSIFICATION_LEASE + timedelta(seconds=2))


# A verdict


def test_a_held_image_is_let_go_by_its_verdict_and_stays_held_during_an_outage(
    cloud: Cloud, user: User, models: Recognised, cat: Any
) -> None:
    image = user.upload(photograph("coffee.png"), "held.png")
    cloud.follow_changes()
    hold(cloud, image)
    models.answers["DetectModerationLabels"] = "ThrottlingException"
    messages = list(cloud.messages(CLASSIFICATIONS))
    assert cloud.deliver("classification_consumer", *messages) == ["0"]
    held = record(cloud, image)
    assert held.is_withheld
    assert held.moderation is not None
    assert "Rekognition" in (held.moderation.failure or "")
    models.answers["DetectModerationLabels"] = UNSAFE
    assert cloud.deliver("classification_consumer", *messages, attempt=2) == []
    judged = record(cloud, image)
    assert judged.is_withheld
    assert judged.moderation is not None
    assert judged.moderation.verdict is not None
    assert judged.moderation.verdict.categories == ("Explicit Nudity", "Explicit")
    assert judged.moderation.verdict.model == "DetectModerationLabels 7.0"


def test_pictures_that_wait_for_a_verdict_get_one_where_moderation_is_off(
    cloud: Cloud, user: User, models: Recognised, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = cloud.started("classification_consumer", AI_MODERATION="off")
    monkeypatch.setitem(cloud.functions, "classification_consumer", without)
    user.upload(photograph("chelsea.png"), "free.png")
    assert classify(cloud) == []
    assert models.calls("DetectModerationLabels") == 0
    image = user.upload(photograph("coffee.png"), "held.png")
    cloud.follow_changes()
    hold(cloud, image)
    assert classify(cloud) == []
    assert models.calls("DetectModerationLabels") == 1
    assert not record(cloud, image).is_withheld


# The end


def test_what_models_said_goes_with_the_last_image_of_the_bytes(
    cloud: Cloud, user: User, models: Recognised, cat: Any
) -> None:
    twin = user.upload(photograph("chelsea.png"), "twin.png")
    assert classify(cloud) == []
    sha256 = record(cloud, cat).sha256 or ""
    core = Table(cloud.variables["CORE_TABLE"])
    key = analysis_key(cat["owner"], sha256, AiPart.LABELS)
    for image, is_known in ((twin, True), (cat, False)):
        user.call("DELETE", f"/v1/images/{image['id']}", query="permanent=true")
        clean_up(cloud, timedelta(seconds=1))
        assert (core.get(key, consistent=True) is not None) is is_known
    assert deeds(cloud, cat["id"], by="classification_consumer") == ["analyze"]
    left = [row["sk"]["S"] for row in cloud.rows("CORE_TABLE") if row["pk"]["S"] == f"O#{cat['owner']}"]
    assert [sk for sk in left if sk.startswith(("CA#", "IA#"))] == []


def test_the_doctor_finds_what_is_kept_of_nothing(cloud: Cloud, user: User, cat: Any) -> None:
    here = cloud.provisioned
    services = services_of(here.assembly, here.name)
    owner = cat["owner"]
    assert visit([owner], services, nobodys=False, repair=False, pause=lambda: None).findings == []
    core = Table(cloud.variables["CORE_TABLE"])
    core.put({**analysis_key(owner, "f" * 64, "labels"), "holder": "x"})
    core.delete({"pk": f"O#{owner}", "sk": f"IA#{cat['id']}"})
    found = visit([owner], services, nobodys=False, repair=True, pause=lambda: None)
    assert sorted(each.says for each in found.repaired) == sorted(
        [
            "what models said is kept of bytes that no image has",
            f"{cat['id']} says that models have looked at it, and what they said is not there",
        ]
    )
    cloud.follow_changes()
    assert visit([owner], services, nobodys=False, repair=False, pause=lambda: None).findings == []


def test_models_are_on_the_receipt_of_the_image_that_paid(
    cloud: Cloud, user: User, models: Recognised, cat: Any
) -> None:
    twin = user.upload(photograph("chelsea.png"), "twin.png")
    assert classify(cloud) == []
    month = f"{datetime.now(UTC):%Y-%m}"
    paid = {}
    for image in (cat, twin):
        query = f"scope=image&id={image['id']}&month={month}"
        lines = user.call("GET", "/v1/costs", query=query).body["lines"]
        paid[image["id"]] = next(line for line in lines if line["part"] == "ai")["units"]
    assert paid == {cat["id"]: 2000, twin["id"]: 0}
