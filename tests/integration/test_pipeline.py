"""What every request of the API passes: its id, the proof of where it comes from, its size and type, its way back."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from pixelflare.aws.secrets import SharedSecret
from pixelflare.base.observability import logger
from schema.limits import MAX_DIRECT_BYTES, MAX_REQUEST_BYTES
from tests.integration.cloud import Cloud, User
from tests.integration.pipeline import code

PAGE = "https://app.example.com"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    written = io.StringIO()
    before = logger.registered_handler.setStream(written)  # type: ignore[attr-defined]
    yield written
    logger.registered_handler.setStream(before)  # type: ignore[attr-defined]


@pytest.fixture
def page(cloud: Cloud) -> str:
    """An origin that may call the API."""
    return cloud.variables["ALLOWED_ORIGINS"].split()[0]


# Request ids


def test_request_id_of_the_caller_comes_back_and_stands_in_every_log_line(user: User, lines: io.StringIO) -> None:
    answer = user.call("GET", "/v1/images/img_unknown", x_request_id="my-request.1")

    assert answer.headers["X-Request-Id"] == answer.body["request_id"] == "my-request.1"
    logged = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert logged
    assert {line["request_id"] for line in logged} == {"my-request.1"}


@pytest.mark.parametrize("stated", ["", "a b", "x" * 65, 'a"b', "ä", "a\nb", "{}"])
def test_request_id_that_logs_could_not_carry_is_replaced(user: User, stated: str) -> None:
    answer = user.call("GET", "/v1/images", x_request_id=stated)

    assert answer.status == 200
    assert answer.headers["X-Request-Id"] not in ("", stated)


# Where it comes from


@pytest.mark.parametrize("proof", [None, "", "wrong", "ä"])
def test_request_that_did_not_come_through_the_distribution_is_refused(
    cloud: Cloud, user: User, proof: str | None
) -> None:
    headers = {"authorization": f"Bearer {user.token()}", "x-viewer-address": "203.0.113.7"}
    headers |= {} if proof is None else {"x-origin-proof": proof}
    answer = cloud._http("api", "GET", "/v1/images", headers=headers)

    assert code(answer) == (403, "FORBIDDEN")
    assert answer.headers["Cache-Control"] == "no-store"


def test_not_even_health_answers_without_the_proof(cloud: Cloud) -> None:
    assert cloud._http("api", "GET", "/v1/health").status == 403
    assert cloud.api("GET", "/v1/health").status == 200


def test_forwarding_headers_of_a_client_do_not_count(cloud: Cloud, user: User) -> None:
    forged = {"x-forwarded-for": "192.0.2.1", "x_real_ip": "192.0.2.2", "forwarded": "for=192.0.2.3"}
    headers = {"authorization": f"Bearer {user.token()}", **forged, "cloudfront-viewer-address": "192.0.2.4:1"}
    cloud.api("POST", "/v1/albums", headers=headers, body='{"slug": "a"}', viewer="203.0.113.7")

    (entry,) = user.call("GET", "/v1/audit-logs").body["data"]
    assert entry["address"] == "203.0.113.7"


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:0DB8:0:0::1", "2001:db8::1"),
        ("203.0.113.8", "203.0.113.8"),
    ],
)
def test_address_has_one_spelling(cloud: Cloud, user: User, stated: str, address: str) -> None:
    headers = {"authorization": f"Bearer {user.token()}"}
    cloud.api("POST", "/v1/albums", headers=headers, body='{"slug": "a"}', viewer=stated)

    assert user.call("GET", "/v1/audit-logs").body["data"][0]["address"] == address


@pytest.mark.parametrize("stated", ["", "unknown", "203.0.113.7, 192.0.2.1", "203.0.113.7:4711"])
def test_proof_without_a_readable_address_is_refused(cloud: Cloud, stated: str) -> None:
    headers = {"x-origin-proof": cloud.origin_proof, "x-viewer-address": stated}

    assert code(cloud._http("api", "GET", "/v1/health", headers=headers)) == (403, "FORBIDDEN")


class _Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stages of the secret that were read."""
    stages: list[str] = []
    real = SharedSecret._read

    def read(self: SharedSecret, stage: str, **known: Any) -> str:
        stages.append(stage)
        return real(self, stage, **known)

    monkeypatch.setattr(SharedSecret, "_read", read)
    return stages


def test_proof_is_read_once_in_five_minutes_and_wrong_ones_make_us_ask_once_a_minute(
    cloud: Cloud, reads: list[str]
) -> None:
    secrets = cloud.client("secretsmanager")
    name = secrets.create_secret(Name="proof-read", SecretString="one")["ARN"]
    clock = _Clock()
    secret = SharedSecret(name, monotonic=clock)

    assert [secret.is_known_by("one") for _ in range(3)] == [True] * 3
    assert reads == ["AWSCURRENT"]
    assert [secret.is_known_by("wrong") for _ in range(50)] == [False] * 50
    assert reads == ["AWSCURRENT", "AWSPREVIOUS"]
    clock.now += 61
    assert [secret.is_known_by("wrong") for _ in range(50)] == [False] * 50
    assert reads == ["AWSCURRENT", "AWSPREVIOUS"] * 2
    clock.now += 301
    assert secret.is_known_by("one")
    assert len(reads) == 5


def test_both_proofs_count_while_one_replaces_the_other(cloud: Cloud) -> None:
    secrets = cloud.client("secretsmanager")
    name = secrets.create_secret(Name="proof-rotated", SecretString="one")["ARN"]
    clock = _Clock()
    secret = SharedSecret(name, monotonic=clock)
    assert secret.is_known_by("one")

    secrets.put_secret_value(SecretId=name, SecretString="two")
    clock.now += 61
    assert secret.is_known_by("two"), "the edge may know of the new one before we do"
    assert secret.is_known_by("one"), "and parts of the edge still send the old one"
    secrets.put_secret_value(SecretId=name, SecretString="three")
    clock.now += 301
    assert secret.is_known_by("three")
    assert secret.is_known_by("two")
    assert not secret.is_known_by("one")


def test_proof_that_can_not_be_read_is_unavailable_until_it_is_known(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixelflare.base.errors import Unavailable

    secrets = cloud.client("secretsmanager")
    secret = SharedSecret("proof-later", monotonic=(clock := _Clock()))
    with pytest.raises(Unavailable):
        secret.is_known_by("one")

    secrets.create_secret(Name="proof-later", SecretString="one")
    assert secret.is_known_by("one")
    secrets.delete_secret(SecretId="proof-later", ForceDeleteWithoutRecovery=True)
    clock.now += 301
    assert secret.is_known_by("one"), "what was read before is believed while it can not be read again"


def test_head_is_get_without_the_body(user: User) -> None:
    answer = user.call("HEAD", "/v1/images")

    assert (answer.status, answer.body) == (200, "")
    assert answer.headers["Content-Type"] == "application/json"
    assert user.call("HEAD", "/v1/images/img_unknown").status == user.call("GET", "/v1/images/img_unknown").status


def test_options_says_what_an_address_takes(cloud: Cloud) -> None:
    answer = cloud.api("OPTIONS", "/v1/albums/x")

    assert (answer.status, answer.body) == (204, "")
    assert answer.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
    assert code(cloud.api("OPTIONS", "/v1/nothing")) == (404, "NOT_FOUND")


def test_method_that_an_address_does_not_take_is_refused_with_those_it_does(user: User) -> None:
    answer = user.call("PUT", "/v1/albums", {"slug": "a"})

    assert code(answer) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_body_over_the_limit_is_refused(user: User) -> None:
    body = json.dumps({"slug": "a", "description": "x" * MAX_REQUEST_BYTES})
    answer = user.call("POST", "/v1/albums", body)

    assert code(answer) == (413, "PAYLOAD_TOO_LARGE")
    assert answer.body["error"]["details"] == {"max_bytes": MAX_REQUEST_BYTES}


def test_upload_over_the_limit_of_direct_uploads_is_refused(cloud: Cloud, user: User) -> None:
    form = user.reserve()
    query = f"token={form['token']}"
    answer = cloud.api("PUT", f"/v1/upload/{form['imageId']}", query=query, body="x" * (MAX_DIRECT_BYTES + 1))

    assert code(answer) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "image/png",
    ],
)
def test_body_of_another_type_than_json_is_refused(user: User, content_type: str) -> None:
    answer = user.call("POST", "/v1/albums", "slug=a", content_type=content_type)

    assert code(answer) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1"])
def test_json_is_taken_in_utf_8_only(cloud: Cloud, user: User, encoding: str) -> None:
    headers = {"authorization": f"Bearer {user.token()}", "content-type": "application/json"}
    body = '{"slug": "a", "title": "Zoë"}'.encode(encoding)
    answer = cloud.api("POST", "/v1/albums", headers=headers, body=body)

    assert code(answer) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/v1/me", {f"a{n}": 1 for n in range(20_000)}),
        ("PATCH", "/v1/me", {"x" * 500_000: 1}),
        ("POST", "/v1/images", {"filename": "a.jpg", "tags": ["!"] * 20_000}),
        ("POST", "/v1/images", {"images": [{f"a{n}": 1 for n in range(500)}] * 50}),
        ("POST", "/v1/keys", {"name": "k", "scopes": ["read"], "allowed_ips": ["!" * 500_000]}),
    ],
)
def test_answer_to_a_request_of_many_mistakes_names_the_first_of_them(
    user: User, method: str, path: str, body: Any
) -> None:
    answer = user.call(method, path, body)

    assert answer.status in (200, 400)
    text = json.dumps(answer.body)
    assert "problems" in text
    assert len(text) < 200_000


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_is_taken_however_its_type_is_written(user: User, content_type: str) -> None:
    assert user.call("POST", "/v1/albums", {"slug": "a"}, content_type=content_type).status == 201


def test_failure_nobody_expected_says_nothing_of_its_cause(
    user: User, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixelflare.catalog import ImageListing

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("cannot reach https://x.example/?X-Amz-Signature=deadbeef for alice@example.com")

    monkeypatch.setattr(ImageListing, "page", fail)
    answer = user.call("GET", "/v1/images")

    assert code(answer) == (500, "INTERNAL_ERROR")
    assert "x.example" not in json.dumps(answer.body)
    assert "x.example" in lines.getvalue()
    assert "deadbeef" not in lines.getvalue()
    assert "alice@" not in lines.getvalue()
