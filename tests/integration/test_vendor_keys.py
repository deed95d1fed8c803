"""Owners' keys of other vendors: left here, replaced, forgotten, and never shown."""

import json
import logging
from typing import Any

import pytest

from pixelflare.accounts import VendorKey, VendorKeys
from pixelflare.aws.edge import Edge
from pixelflare.aws.table import Table
from tests.integration.cloud import Cloud, User

KEYS: dict[str, dict[str, Any]] = {
    "imgproxy": {"secret": "736563726574", "salt": "68656c6c6f", "signature_size": 16},
    "thumbor": {"secret": "my-security-key"},
    "cloudinary": {"secret": "bdpZ9aTNUqkmr7Zq3mLQ2l"},
    "imagekit": {"secret": "private_AbC/dEf+é"},
}


@pytest.fixture
def purged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Cache tags that were purged."""
    purged: list[str] = []
    monkeypatch.setattr(Edge, "purge", lambda _, **asked: purged.extend(asked["tags"]))
    return purged


def put(user: User, vendor: str, **changed: Any) -> Any:
    answer = user.call("PUT", f"/v1/vendor-keys/{vendor}", KEYS[vendor] | changed)
    assert answer.status == 200, answer
    return answer.body


def found(cloud: Cloud, owner: str, vendor: str, *, secret: bytes | None = None) -> VendorKey | None:
    """As the CDN's function finds it."""
    name = cloud.variables["ADDRESS_KEY_PARAMETER"]
    kept = cloud.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"].encode()
    return VendorKeys(Table(cloud.variables["CORE_TABLE"]), secret=lambda: secret or kept).find(owner, vendor)


def row(cloud: Cloud, owner: str, vendor: str) -> dict[str, Any]:
    key = {"pk": {"S": f"O#{owner}"}, "sk": {"S": f"VK#{vendor}"}}
    return cloud.client("dynamodb").get_item(TableName=cloud.variables["CORE_TABLE"], Key=key).get("Item", {})


def owner_of(user: User) -> str:
    return str(user.call("GET", "/v1/me").body["owner"])


@pytest.mark.usefixtures("purged")
def test_each_vendors_key_is_kept_for_the_cdn_and_listed_without_itself(cloud: Cloud, user: User) -> None:
    made = [put(user, vendor) for vendor in KEYS]

    listed = user.call("GET", "/v1/vendor-keys")
    assert listed.body["data"] == sorted(made, key=lambda each: each["vendor"])
    assert set(made[0]) == {"vendor", "fingerprint", "created_at", "version"}
    for vendor, sent in KEYS.items():
        kept = found(cloud, owner_of(user), vendor)
        assert kept is not None
        assert (kept.secret, kept.salt) == (sent["secret"], sent.get("salt", ""))
        assert kept.signature_size == sent.get("signature_size", 32)
        assert sent["secret"] not in repr(kept)


@pytest.mark.usefixtures("purged")
def test_nothing_of_a_key_lies_open_in_the_table_the_log_or_the_audit_log(
    cloud: Cloud, user: User, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    put(user, "imgproxy")
    refused = user.call("PUT", "/v1/vendor-keys/thumbor", KEYS["imgproxy"])
    invalid = user.call("PUT", "/v1/vendor-keys/imgproxy", {"secret": "my-security-key", "salt": ["68656c6c6f"]})
    assert (refused.status, invalid.status) == (400, 400)

    entries = user.call("GET", "/v1/audit-logs").body["data"]
    assert ("update", "vendor_key", "imgproxy") in {
        (entry["action"], entry["resource_type"], entry["resource_id"]) for entry in entries
    }
    captured = capsys.readouterr()
    seen = json.dumps([row(cloud, owner_of(user), "imgproxy"), entries, refused.body, invalid.body]) + caplog.text
    for text in (seen, captured.out, captured.err):
        assert not any(secret in text for secret in ("736563726574", "68656c6c6f", "my-security-key"))


def test_the_same_key_again_changes_nothing_but_purges_once_more(user: User, purged: list[str]) -> None:
    first = put(user, "thumbor")
    assert put(user, "thumbor") == first
    tag = f"vky-{owner_of(user)}-thumbor"
    assert purged == [tag, tag]

    other = put(user, "thumbor", secret="another")
    assert (other["version"], other["fingerprint"] != first["fingerprint"]) == (2, True)
    assert [each["version"] for each in user.call("GET", "/v1/vendor-keys").body["data"]] == [2]


@pytest.mark.usefixtures("purged")
def test_a_change_can_be_held_to_the_version_that_was_seen(user: User) -> None:
    path = "/v1/vendor-keys/thumbor"
    assert user.call("PUT", path, KEYS["thumbor"], if_match='"1"').status == 412
    assert user.call("PUT", path, KEYS["thumbor"]).headers["ETag"] == '"1"'
    assert user.call("PUT", path, {"secret": "b"}, if_match='"2"').status == 412
    assert user.call("PUT", path, {"secret": "b"}, if_match='"1"').body["version"] == 2
    assert user.call("PUT", path, {"secret": "b"}, if_match='"1"').status == 412
    assert user.call("PUT", path, {"secret": "b"}, if_match='"2"').status == 200
    assert user.call("DELETE", path, if_match='"1"').status == 412
    assert user.call("DELETE", path, if_match='"2"').status == 204


def test_a_forgotten_key_is_gone_and_purged_also_when_asked_twice(cloud: Cloud, user: User, purged: list[str]) -> None:
    put(user, "imagekit")
    purged.clear()

    assert user.call("DELETE", "/v1/vendor-keys/imagekit").status == 204
    assert found(cloud, owner_of(user), "imagekit") is None
    assert row(cloud, owner_of(user), "imagekit") == {}
    assert user.call("DELETE", "/v1/vendor-keys/imagekit").status == 404
    assert purged == [f"vky-{owner_of(user)}-imagekit"] * 2
    assert user.call("GET", "/v1/vendor-keys").body["data"] == []


@pytest.mark.usefixtures("purged")
def test_nobody_elses_key_is_seen_changed_or_opened(cloud: Cloud, user: User) -> None:
    stranger = cloud.user(f"{user.name}-other")
    put(user, "thumbor")
    before = row(cloud, owner_of(user), "thumbor")

    assert stranger.call("GET", "/v1/vendor-keys").body["data"] == []
    assert stranger.call("DELETE", "/v1/vendor-keys/thumbor").status == 404
    theirs = put(stranger, "thumbor")
    assert row(cloud, owner_of(user), "thumbor") == before
    assert theirs["fingerprint"] != before["fingerprint"]["S"]  # though the key is the same

    moved = {**before, "pk": {"S": f"O#{owner_of(stranger)}"}}
    cloud.client("dynamodb").put_item(TableName=cloud.variables["CORE_TABLE"], Item=moved)
    assert found(cloud, owner_of(stranger), "thumbor") is None


@pytest.mark.usefixtures("purged")
def test_a_key_sealed_under_another_secret_counts_as_none(cloud: Cloud, user: User) -> None:
    put(user, "thumbor")
    assert found(cloud, owner_of(user), "thumbor", secret=b"rotated") is None


@pytest.mark.parametrize(
    ("vendor", "body"),
    [
        ("imgproxy", {"secret": "736563726574"}),
        ("imgproxy", {"secret": "secret", "salt": "00"}),
        ("imgproxy", {"secret": "00", "salt": "0"}),
        ("imgproxy", {"secret": "00", "salt": "00\n"}),
        ("imgproxy", {"secret": "00", "salt": "00", "signature_size": 33}),
        ("imgproxy", {"secret": "00", "salt": "00", "signature_size": 0}),
        ("thumbor", {"secret": ""}),
        ("thumbor", {"secret": "\ud800"}),
        ("thumbor", {"secret": "x" * 513}),
        ("thumbor", {"secret": "x", "salt": "00"}),
        ("cloudinary", {"secret": "x", "signature_size": 8}),
        ("cloudinary", {}),
        ("cloudinary", {"secret": "x", "more": 1}),
        ("cloudflare", {"secret": "x"}),
        ("nobody", {"secret": "x"}),
    ],
)
def test_what_can_not_be_a_vendors_key_is_refused(user: User, vendor: str, body: dict[str, Any]) -> None:
    answer = user.call("PUT", f"/v1/vendor-keys/{vendor}", body)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert user.call("GET", "/v1/vendor-keys").body["data"] == []
