"""How often the API may be asked, and what an answer says of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from pixelflare.accounts import Standings
from pixelflare.aws.clients import client
from pixelflare.aws.table import Table
from pixelflare.base.errors import Unavailable
from pixelflare.entry.http import RateLimits, RequestPipeline
from pixelflare.rate_limits import Limit, RateLimiter
from schema.identity.scopes import Scope
from schema.limits import PRO_RATE_FACTOR
from tests.integration.cloud import Answer, Cloud, User

MINUTE = timedelta(minutes=1)


class _Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def limited(cloud: Cloud, clock: _Clock, monkeypatch: pytest.MonkeyPatch) -> RequestPipeline:
    """Small limits: 10 uploads, 5 reads, 3 writes an hour, 4 anonymous requests a minute; time stands still."""
    limits = {
        "upload": Limit("upload", 10),
        "read": Limit("read", 5),
        "write": Limit("write", 3),
        "anonymous": Limit("anonymous", 4, MINUTE),
    }
    return with_limits(cloud, limits, monkeypatch, clock=clock)


def with_limits(
    cloud: Cloud, limits: dict[str, Limit], monkeypatch: pytest.MonkeyPatch, **changes: Any
) -> RequestPipeline:
    services, limiter = cloud.services("api"), RateLimiter(Table(cloud.variables["EPHEMERAL_TABLE"]))
    pipeline: RequestPipeline = replace(services.pipeline, limits=RateLimits(limiter, limits), **changes)
    monkeypatch.setattr(services, "pipeline", pipeline)
    return pipeline


def told(answer: Answer) -> tuple[int, ...]:
    """Status, limit, remaining, reset."""
    return answer.status, *(int(answer.headers[f"RateLimit-{name}"]) for name in ("Limit", "Remaining", "Reset"))


@pytest.mark.usefixtures("limited")
def test_every_counted_answer_says_what_is_left(user: User) -> None:
    assert [told(user.call("GET", "/v1/images")) for _ in range(3)] == [
        (200, 5, 4, 720),
        (200, 5, 3, 1440),
        (200, 5, 2, 2160),
    ]
    assert told(user.call("GET", "/v1/nothing"))[:3] == (404, 5, 1)
    assert told(user.call("HEAD", "/v1/images"))[:3] == (200, 5, 0)


@pytest.mark.usefixtures("limited")
def test_refusal_names_the_limit_and_when_to_come_back(user: User, clock: _Clock) -> None:
    for _ in range(5):
        user.call("GET", "/v1/images")
    answer = user.call("GET", "/v1/images")

    assert told(answer) == (429, 5, 0, 3600)
    assert answer.headers["Retry-After"] == "720"
    assert answer.body["error"] == {"code": "RATE_LIMIT_EXCEEDED", "message": "more than 5 read requests an hour"}
    clock.advance(719)
    assert user.call("GET", "/v1/images").status == 429
    clock.advance(1)
    assert user.call("GET", "/v1/images").status == 200


def test_key_that_only_reads_leaves_half_of_the_requests_to_its_owner(
    cloud: Cloud, user: User, clock: _Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {scope: user.call("POST", "/v1/keys", {"name": scope, "scopes": [scope]}).body["key"] for scope in Scope}
    with_limits(cloud, {"read": Limit("read", 6)}, monkeypatch, clock=clock)

    def ask(scope: Scope) -> tuple[int, ...]:
        return told(cloud.api("GET", "/v1/albums", headers={"authorization": f"Bearer {keys[scope]}"}))[:3]

    assert [ask(Scope.READ) for _ in range(4)] == [(200, 3, 2), (200, 3, 1), (200, 3, 0), (429, 3, 0)]
    assert ask(Scope.WRITE) == (200, 6, 2)
    assert ask(Scope.ADMIN) == (200, 6, 1)
    clock.advance(600)
    assert ask(Scope.READ)[0] == 429, "what has been refilled is still the owner's"
    clock.advance(1800)
    assert ask(Scope.READ) == (200, 3, 1)


@pytest.mark.parametrize(("plan", "reads"), [("free", 5), ("starter", 10), ("pro", 25)])
def test_where_plans_are_on_a_larger_one_has_larger_limits(
    cloud: Cloud, user: User, clock: _Clock, monkeypatch: pytest.MonkeyPatch, plan: str, reads: int
) -> None:
    owner = user.call("GET", "/v1/usage").body["owner"]
    operator = f"Bearer {user.token(**{'cognito:groups': ['operators']})}"
    path = f"/v1/admin/owners/{owner}/plan"
    assert user.call("PUT", path, {"plan": plan}, authorization=operator).status == 200
    with_limits(cloud, {"read": Limit("planned", 5)}, monkeypatch, clock=clock)
    assert told(user.call("GET", "/v1/albums"))[:3] == (200, 5, 4), "plans are off"

    services = cloud.services("api")
    monkeypatch.setattr(services, "standings", Standings(services.users))
    limits = RateLimits(
        RateLimiter(Table(cloud.variables["EPHEMERAL_TABLE"])),
        {"read": Limit("planned", 5)},
        standings=services.standings,
    )
    monkeypatch.setattr(services, "pipeline", replace(services.pipeline, limits=limits))
    clock.advance(7200)
    assert told(user.call("GET", "/v1/albums"))[:3] == (200, reads, reads - 1)


def test_api_that_is_deployed_with_plans_knows_them_when_it_counts(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = cloud.user(f"planned-{uuid4().hex}")
    owner = user.call("GET", "/v1/usage").body["owner"]
    operator = f"Bearer {user.token(**{'cognito:groups': ['operators']})}"
    assert user.call("PUT", f"/v1/admin/owners/{owner}/plan", {"plan": "pro"}, authorization=operator).status == 200
    for plans, factor in (("off", 1), ("on", PRO_RATE_FACTOR)):
        started = cloud.started("api", PLANS=plans, READS_PER_HOUR="7")
        monkeypatch.setitem(cloud.functions, "api", started)
        assert told(user.call("GET", "/v1/albums"))[1] == 7 * factor


@pytest.mark.usefixtures("limited")
def test_reads_writes_and_uploads_are_counted_apart(user: User) -> None:
    for _ in range(5):
        assert user.call("GET", "/v1/images").status == 200
    assert [user.call("PATCH", "/v1/me", {}).status for _ in range(4)][3] == 429
    assert told(user.call("POST", "/v1/images", {"filename": "a.jpg"}))[:3] == (201, 10, 9)


@pytest.mark.usefixtures("limited")
def test_many_images_at_once_count_as_many(user: User) -> None:
    def reserve(*names: str) -> Answer:
        return user.call("POST", "/v1/images", {"images": [{"filename": name} for name in names]})

    assert told(reserve("a.jpg", "b.jpg", "c.jpg", "d.jpg"))[:3] == (200, 10, 6)
    assert told(reserve(*(f"{n}.jpg" for n in range(7))))[:3] == (429, 10, 6)
    assert told(reserve(*(f"{n}.jpg" for n in range(6))))[:3] == (200, 10, 0)
    assert user.call("POST", "/v1/images", {"filename": "e.jpg"}).status == 429


@pytest.mark.usefixtures("limited")
def test_more_at_once_than_the_limit_never_pass(user: User) -> None:
    answer = user.call("POST", "/v1/images", {"images": [{"filename": f"{n}.jpg"} for n in range(11)]})

    assert answer.status == 429
    assert told(user.call("POST", "/v1/images", {"filename": "a.jpg"}))[:3] == (201, 10, 9)


@pytest.mark.usefixtures("limited")
def test_request_that_makes_no_sense_counts_too(user: User) -> None:
    for body in ("{not json", '{"images": 3}', "[]"):
        assert user.call("POST", "/v1/images", body).status == 400
    assert told(user.call("POST", "/v1/images", {"filename": "a.jpg"}))[:3] == (201, 10, 6)


@pytest.mark.usefixtures("limited")
def test_address_without_good_credentials_is_counted_by_the_minute(cloud: Cloud, user: User, clock: _Clock) -> None:
    def ask(authorization: str, viewer: str = "203.0.113.9") -> Answer:
        return cloud.api("GET", "/v1/images", headers={"authorization": authorization}, viewer=viewer)

    assert [ask("Bearer pf_guess").status for _ in range(3)] == [401] * 3
    assert told(cloud.api("GET", "/v1/images", viewer="203.0.113.9"))[:3] == (401, 4, 0)
    refused = ask("Bearer another")
    assert refused.status == 429
    assert refused.body["error"]["message"] == "more than 4 anonymous requests a minute"
    assert ask("Bearer another", viewer="203.0.113.10").status == 401
    assert ask(f"Bearer {user.token()}").status == 200, "who has signed in is not held up by others at the address"
    clock.advance(15)
    assert ask("Bearer another").status == 401


@pytest.mark.usefixtures("limited")
def test_network_of_an_ipv6_subscriber_is_one(cloud: Cloud) -> None:
    for last in range(4):
        assert cloud.api("GET", "/v1/me", viewer=f"2001:db8:0:1:{last}::1").status == 401

    assert cloud.api("GET", "/v1/me", viewer="2001:db8:0:1:ffff::1").status == 429
    assert cloud.api("GET", "/v1/me", viewer="2001:db8:0:2::1").status == 401


@pytest.mark.usefixtures("limited")
def test_documents_are_counted_by_address_and_health_is_not(cloud: Cloud) -> None:
    viewer = "203.0.113.11"
    assert [cloud.api("GET", "/openapi.json", viewer=viewer).status for _ in range(5)] == [200] * 4 + [429]
    healthy = cloud.api("GET", "/v1/health", viewer=viewer)

    assert healthy.status == 200
    assert "RateLimit-Limit" not in healthy.headers


@pytest.mark.usefixtures("limited")
def test_upload_tokens_are_counted_by_address(cloud: Cloud) -> None:
    path = "/v1/upload/img_01ARZ3NDEKTSV4RRFFQ69G5FAV"
    answers = [cloud.api("PUT", path, query="token=guess", body="x", viewer="203.0.113.12") for _ in range(5)]

    assert [answer.status for answer in answers] == [401] * 4 + [429]


@pytest.mark.usefixtures("limited")
def test_key_counts_for_its_owner(cloud: Cloud, user: User) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}).body["key"]
    for _ in range(5):
        user.call("GET", "/v1/images")

    assert cloud.api("GET", "/v1/images", headers={"authorization": f"Bearer {key}"}).status == 429


@pytest.mark.usefixtures("limited")
def test_what_a_scope_forbids_counts_too(cloud: Cloud, user: User) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["write"]}).body["key"]
    headers = {"authorization": f"Bearer {key}"}

    assert [cloud.api("DELETE", "/v1/keys/x", headers=headers).status for _ in range(3)] == [403, 403, 429]


def test_amount_of_nothing_switches_a_limit_off(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with_limits(cloud, {name: Limit(name, 0) for name in ("upload", "read", "write", "anonymous")}, monkeypatch)
    answers = [user.call("GET", "/v1/images") for _ in range(8)]

    assert {answer.status for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers


def test_limits_are_those_of_the_settings(cloud: Cloud) -> None:
    hour = timedelta(hours=1)
    assert cloud.services("api").rate_limits == {
        "upload": Limit("upload", 100, hour),
        "read": Limit("read", 1000, hour),
        "write": Limit("write", 300, hour),
        "anonymous": Limit("anonymous", 60, MINUTE),
        "analytics": Limit("analytics", 100, MINUTE),
    }


@pytest.mark.usefixtures("limited")
def test_while_the_table_can_not_be_asked_reads_pass_and_nothing_else(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    user.call("GET", "/v1/me")  # makes the user

    def busy(*_: Any, **__: Any) -> None:
        raise Unavailable("the table is busy", retry_after_seconds=1)

    monkeypatch.setattr(RateLimiter, "count", busy)
    assert user.call("GET", "/v1/images").status == 200
    for answer in (user.call("POST", "/v1/albums", {"slug": "a"}), cloud.api("GET", "/v1/images")):
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


THROTTLED = ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "UpdateItem")
OUT_OF_ORDER = ClientError({"Error": {"Code": "InternalServerError", "Message": ""}}, "UpdateItem")
OUT_OF_REACH = EndpointConnectionError(endpoint_url="https://dynamodb.example")
TOO_SLOW = ReadTimeoutError(endpoint_url="https://dynamodb.example")


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize("outage", [THROTTLED, OUT_OF_ORDER, OUT_OF_REACH, TOO_SLOW], ids=lambda each: repr(each)[:30])
def test_table_that_aws_can_not_answer_for_is_one_that_can_not_be_asked(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch, outage: Exception
) -> None:
    user.call("GET", "/v1/me")

    def fail(**_: Any) -> None:
        raise outage

    monkeypatch.setattr(client("dynamodb"), "update_item", fail)
    assert user.call("GET", "/v1/images").status == 200
    for answer in (user.call("POST", "/v1/albums", {"slug": "a"}), cloud.api("GET", "/v1/images")):
        assert (answer.status, answer.body["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize("operation", ["get_item", "put_item", "transact_write_items"])
def test_outage_is_told_as_one_wherever_it_is_met(user: User, monkeypatch: pytest.MonkeyPatch, operation: str) -> None:
    user.call("GET", "/v1/me")

    def fail(**_: Any) -> None:
        raise OUT_OF_REACH

    monkeypatch.setattr(client("dynamodb"), operation, fail)
    method, path, body = {
        "get_item": ("GET", "/v1/me", None),
        "put_item": ("POST", "/v1/albums", {"slug": "a"}),
        "transact_write_items": ("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}),
    }[operation]
    assert user.call(method, path, body).status == 503


def test_what_a_role_may_not_do_is_no_outage(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    user.call("GET", "/v1/me")

    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "GetItem")

    monkeypatch.setattr(client("dynamodb"), "get_item", refuse)
    assert user.call("GET", "/v1/me").status == 500
