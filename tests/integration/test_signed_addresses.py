"""Addresses of private images: what the API signs, for whom, for how long."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from pixelflare.aws.parameters import Parameters
from pixelflare.base import clock
from schema.addresses.presets import PRESETS
from tests.integration.cloud import Cloud, User
from tests.integration.visibility import change, jpeg


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def private(user: User) -> Any:
    return user.upload(jpeg(), "a.jpg", visibility="private")


def opened(cloud: Cloud, url: str) -> tuple[str, datetime]:
    """The resource and the end of a signed address whose signature holds, read as CloudFront documents it."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query, strict_parsing=True).items()}
    key = json.loads(Parameters().value(cloud.variables["SIGNING_KEY_PARAMETER"]))
    assert query["Key-Pair-Id"] == key["key_pair_id"]
    assert query["Hash-Algorithm"] == "SHA256"
    policy = _decode(query["Policy"])
    private_key: Any = load_pem_private_key(Parameters().secret(key["private_key_parameter"]), password=None)
    private_key.public_key().verify(_decode(query["Signature"]), policy, PKCS1v15(), SHA256())
    (statement,) = json.loads(policy)["Statement"]
    assert statement["Condition"].keys() == {"DateLessThan"}
    until = statement["Condition"]["DateLessThan"]["AWS:EpochTime"]
    return statement["Resource"], datetime.fromtimestamp(until, UTC)


def _decode(text: str) -> bytes:
    return base64.b64decode(text.replace("-", "+").replace("_", "=").replace("~", "/"), validate=True)


def test_owner_is_shown_addresses_of_every_variant_under_one_signature(cloud: Cloud, private: Any) -> None:
    folder = f"/p/{private['id']}.jpg"
    assert urlsplit(private["cdn_url"]).path == f"{folder}/original"
    assert {name: urlsplit(url).path for name, url in private["variants"].items()} == {
        name: f"{folder}/{name}" for name in PRESETS
    }
    (resource,) = {opened(cloud, url)[0] for url in (private["cdn_url"], *private["variants"].values())}
    host = private["cdn_url"].partition("/p/")[0]
    assert resource == f"{host}{folder}/*"
    assert "?v=" in private["cdn_url"]


def test_addresses_repeat_for_an_hour_and_hold_for_another(
    cloud: Cloud, user: User, private: Any, at: Callable[[datetime], None]
) -> None:
    begun = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    path = f"/v1/images/{private['id']}"
    seen = set()
    for minutes in (0, 17, 59.9):
        now = begun + timedelta(minutes=minutes)
        at(now)
        url = user.call("GET", path).body["cdn_url"]
        seen.add(url)
        _, until = opened(cloud, url)
        assert timedelta(hours=1) <= until - now <= timedelta(hours=2)
    assert len(seen) == 1
    at(begun + timedelta(hours=1))
    assert user.call("GET", path).body["cdn_url"] not in seen


def test_no_address_outlives_the_image(cloud: Cloud, user: User, private: Any) -> None:
    expires = (clock.now() + timedelta(minutes=5)).replace(microsecond=0)
    changed = change(user, private, expires_at=expires.isoformat())
    given = user.call("POST", f"/v1/images/{private['id']}/access-token", {"ttl": 86400}).body

    for url in (changed["cdn_url"], given["url"]):
        assert opened(cloud, url)[1] == expires
    assert datetime.fromisoformat(given["expires_at"]) == expires


def test_access_is_given_for_as_long_as_is_asked(cloud: Cloud, user: User, private: Any) -> None:
    for body, seconds in ((None, 3600), ({"ttl": 60}, 60), ({"ttl": 7 * 86400}, 7 * 86400)):
        before = clock.now()
        given = user.call("POST", f"/v1/images/{private['id']}/access-token", body)
        assert given.status == 200
        _, until = opened(cloud, given.body["url"])
        assert until == datetime.fromisoformat(given.body["expires_at"])
        assert timedelta(seconds=seconds - 2) < until - before <= timedelta(seconds=seconds + 5)
        assert set(given.body["variants"]) == set(PRESETS)
        assert given.body["url"].endswith(given.body["token"])


@pytest.mark.parametrize("body", [{"ttl": 0}, {"ttl": 7 * 86400 + 1}, {"ttl": "soon"}, {"until": 1}])
def test_access_for_other_times_is_refused(user: User, private: Any, body: dict[str, Any]) -> None:
    answer = user.call("POST", f"/v1/images/{private['id']}/access-token", body)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_access_is_refused_where_it_means_nothing(
    cloud: Cloud, user: User, private: Any, at: Callable[[datetime], None]
) -> None:
    def ask(image_id: str, somebody: User = user) -> tuple[int, str]:
        answer = somebody.call("POST", f"/v1/images/{image_id}/access-token")
        return answer.status, answer.body["error"]["code"]

    shown = user.upload(jpeg(), "b.jpg")
    assert ask(shown["id"]) == (409, "CONFLICT")
    assert ask(user.reserve("c.jpg", visibility="private")["imageId"]) == (409, "NOT_READY")
    assert ask(private["id"], cloud.user("mallory")) == (404, "NOT_FOUND")
    change(user, private, expires_at=(clock.now() + timedelta(minutes=5)).isoformat())
    at(clock.now() + timedelta(minutes=5))
    assert ask(private["id"]) == (410, "GONE")
    user.call("DELETE", f"/v1/images/{private['id']}")
    assert ask(private["id"]) == (404, "NOT_FOUND")


def test_nothing_is_signed_for_what_nobody_can_be_shown(user: User, private: Any) -> None:
    reserved = user.reserve("b.jpg", visibility="private")["image"]
    user.call("DELETE", f"/v1/images/{private['id']}")
    deleted = user.call("GET", f"/v1/images/{private['id']}").body

    assert "Signature" not in reserved["cdn_url"] + deleted["cdn_url"]


def test_every_private_image_of_a_list_can_be_looked_at(cloud: Cloud, user: User, private: Any) -> None:
    user.upload(jpeg(64), "b.jpg")

    listed = user.call("GET", "/v1/images").body["data"]

    assert ["Signature" in each["cdn_url"] for each in listed] == [False, True]
    assert opened(cloud, listed[1]["cdn_url"])
