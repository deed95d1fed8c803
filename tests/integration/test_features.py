"""The API says what its installation has switched on, and nothing that is secret."""

import json

import pytest

from schema.library.meaning import EMBEDDING_MODEL
from tests.integration.cloud import Cloud, User

QUIET = {
    "meaning": {"is_on": False, "model": None, "per_hour": 200},
    "recognition": {"provider": "off", "moderation": False, "caption_model": None, "face_detection": False},
    "audit_logging": True,
    "analytics": False,
    "custom_domains": False,
    "github": True,
    "plans": False,
    "bin_days": 30,
}
INDEX = "arn:aws:s3vectors:us-east-1:123456789012:bucket/b/index/i"


def test_installation_without_models_says_so(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cloud.functions, "api", cloud.started("api", AI_PROVIDER="off", ANALYTICS="off"))

    assert user.call("GET", "/v1/features").body == QUIET


def test_what_is_on_is_named_with_its_model(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    on = {"MEANING_INDEX": INDEX, "MEANING_PER_HOUR": "50", "AI_PROVIDER": "rekognition", "FACE_DETECTION": "on"}
    more = {
        "AI_MODERATION": "on",
        "CAPTION_MODEL": "amazon.nova-lite-v1:0",
        "PLANS": "on",
        "CUSTOM_DOMAINS": "on",
        "BIN_DAYS": "7",
    }
    monkeypatch.setitem(cloud.functions, "api", cloud.started("api", **on, **more))

    answer = user.call("GET", "/v1/features")

    assert answer.body == {
        "meaning": {"is_on": True, "model": EMBEDDING_MODEL, "per_hour": 50},
        "recognition": {
            "provider": "rekognition",
            "moderation": True,
            "caption_model": "amazon.nova-lite-v1:0",
            "face_detection": True,
        },
        "audit_logging": True,
        "analytics": True,
        "custom_domains": True,
        "github": True,
        "plans": True,
        "bin_days": 7,
    }
    assert "arn:" not in json.dumps(answer.body)


def test_features_are_for_those_who_may_read(cloud: Cloud) -> None:
    assert cloud.api("GET", "/v1/features").status == 401
