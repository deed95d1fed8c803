"""The models of `make run` on real photographs: labels that are right, found by search, and pictures that are alike."""

import io
from typing import Any

import pytest
from PIL import Image

from demo.album import PHOTOGRAPHS
from pixelflare.vision import local_models
from tests.integration.classifying import classify, recognition
from tests.integration.cloud import Cloud, User
from tests.photographs import photograph

RIGHT = {
    "chelsea.jpg": {"cat"},
    "coffee.jpg": {"drink", "espresso"},
    "photographer.jpg": {"tripod"},
    "dandelion.jpg": set(),
    "gravel.jpg": set(),
}
"""What the models are sure of. They are of neither the dandelion nor the gravel, and so say nothing."""


@pytest.fixture
def on_this_machine(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    local = cloud.started("classification_consumer", AI_PROVIDER="local")
    monkeypatch.setitem(cloud.functions, "classification_consumer", local)
    cloud.follow_changes()
    cloud.forget_messages()
    return cloud


def _search(user: User, words: str) -> list[str]:
    return [hit["image"]["filename"] for hit in user.call("GET", "/v1/search", query=f"q={words}").body["data"]]


def _cropped(name: str) -> bytes:
    """Another cut of a photograph, which no perceptual hash takes for the same."""
    with Image.open(io.BytesIO(photograph(name))) as picture:
        width, height = picture.size
        body = io.BytesIO()
        picture.convert("RGB").crop((width // 8, height // 10, width, height)).save(body, "JPEG")
    return body.getvalue()


def test_the_demo_photographs_get_labels_that_are_right_and_are_found_by_them(
    on_this_machine: Cloud, user: User
) -> None:
    images = {each.filename: user.upload(each.read(), each.filename, album="demo") for each in PHOTOGRAPHS}
    assert classify(on_this_machine) == []
    found = {name: recognition(user, image) for name, image in images.items()}
    assert {name: set(each["labels"]) for name, each in found.items()} == RIGHT
    for each in found.values():
        parts = each["parts"]
        assert {name: (part["provider"], part["model"]) for name, part in parts.items()} == {
            "labels": ("local", "efficientnet-lite0"),
            "moderation": ("local", "nsfwjs mobilenet_v2_mid"),
        }
        assert (each["caption"], each["nsfw"], each["nsfw_score"] < 0.19) == (None, False, True)
    assert _search(user, "cat") == ["chelsea.jpg"]
    assert _search(user, "espresso%20-cat") == ["coffee.jpg"]


def test_pictures_are_alike_by_the_models_vector_where_no_hash_says_so(on_this_machine: Cloud, user: User) -> None:
    cat = user.upload(photograph("chelsea.png"), "cat.png")
    user.upload(_cropped("chelsea.png"), "cropped.jpg")
    user.upload(photograph("coffee.png"), "coffee.png")
    user.upload(photograph("rocket.jpg"), "rocket.jpg")
    assert classify(on_this_machine) == []
    found: list[Any] = user.call("GET", f"/v1/images/{cat['id']}/similar").body["data"]
    assert [(each["image"]["filename"], each["distance"]) for each in found] == [("cropped.jpg", None)]
    assert 0.6 <= found[0]["similarity"] <= 1


def test_without_the_models_everything_else_goes_on_and_the_log_says_what_to_do(
    on_this_machine: Cloud, user: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(local_models, "FOLDER", tmp_path)
    local_models._model.cache_clear()
    image = user.upload(photograph("coffee.png"), "coffee.png")
    assert classify(on_this_machine) == ["0"]
    assert on_this_machine.cdn(f"/{image['owner']}/default/coffee.png").status == 200
    with pytest.raises(local_models.ModelsMissing, match="make models"):
        local_models.LocalModels().labels_of(photograph("coffee.png"))
    local_models._model.cache_clear()
