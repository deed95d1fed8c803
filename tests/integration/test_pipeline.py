"""What every request of the API passes: its id, the proof of where it comes from, its size and type, its way back."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from pixelflare.aws.secrets import SharedSecret
from pixelflare.base.observability import logger
from pixelflare.entry.http import JSON_BODY, WRITE, AuditAction, Call, HttpApp, Routes
from schema.identity.scopes import Scope
from schema.limits import MAX_DIRECT_BYTES, MAX_REQUEST_BYTES
from tests.integration.cloud import Answer, Cloud, User
from tests.lambda_events import Context, http_event

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


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


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


# Pages of other origins


def preflight(cloud: Cloud, origin: str, path: str = "/v1/images") -> Answer:
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    return cloud.api("OPTIONS", path, headers=headers)


def test_preflight_of_an_allowed_page_needs_no_credentials(cloud: Cloud, page: str) -> None:
    answer = preflight(cloud, page)

    assert (answer.status, answer.body) == (204, "")
    assert answer.headers["Access-Control-Allow-Origin"] == page
    assert answer.headers["Access-Control-Max-Age"] == "7200"
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    for name in ("Authorization", "Content-Type", "If-Match", "Idempotency-Key"):
        assert name in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Vary"] == "Origin, Accept-Encoding"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "{page}.evil.example", "{page}/", "{page}:1"])
def test_other_pages_are_told_nothing(cloud: Cloud, user: User, page: str, origin: str) -> None:
    origin = origin.format(page=page)
    for answer in (preflight(cloud, origin), user.call("GET", "/v1/images", origin=origin)):
        assert answer.status in (200, 204)
        assert answer.headers["Vary"] == "Origin, Accept-Encoding"
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]


def test_allowed_page_may_read_every_answer_and_the_headers_it_needs(cloud: Cloud, user: User, page: str) -> None:
    answers = [
        user.call("GET", "/v1/images", origin=page),
        user.call("GET", "/v1/nothing", origin=page),
        cloud.api("GET", "/v1/images", headers={"origin": page}),
    ]
    assert [answer.status for answer in answers] == [200, 404, 401]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == page
        exposed = answer.headers["Access-Control-Expose-Headers"]
        for name in ("ETag", "RateLimit-Limit", "Retry-After", "X-Request-Id", "Location"):
            assert name in exposed


# Methods, sizes, types


def test_answers_are_never_sniffed_and_never_cached(user: User) -> None:
    for path in ("/v1/images", "/v1/nothing"):
        headers = user.call("GET", path).headers
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


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


# Who may pass


def test_credentials_are_checked_for_whoever_asks(cloud: Cloud, user: User) -> None:
    answer = user.call("GET", "/_auth-check")

    assert (answer.status, answer.body) == (204, "")
    assert answer.headers["X-Owner"] == user.call("GET", "/v1/me").body["owner"]
    assert answer.headers["X-Scope"] == "admin"
    assert code(cloud.api("GET", "/_auth-check")) == (401, "UNAUTHORIZED")
    assert code(cloud.api("GET", "/_auth-check", headers={"authorization": "Bearer x.y.z"})) == (401, "UNAUTHORIZED")


SCOPES = {"read": ("read",), "write": ("read", "write"), "admin": ("read", "write", "admin")}
NEEDED = [
    ("GET", "/v1/images", "read"),
    ("HEAD", "/v1/albums", "read"),
    ("GET", "/v1/me", "read"),
    ("POST", "/v1/albums", "write"),
    ("PATCH", "/v1/me", "write"),
    ("DELETE", "/v1/images/img_01ARZ3NDEKTSV4RRFFQ69G5FAV", "write"),
    ("PUT", "/v1/settings", "write"),
    ("GET", "/v1/keys", "admin"),
    ("POST", "/v1/keys", "admin"),
    ("DELETE", "/v1/keys/key_AAAAAAAAAAAA", "admin"),
    ("GET", "/v1/audit-logs", "admin"),
]


@pytest.mark.parametrize("scope", SCOPES)
def test_key_may_do_what_its_scope_covers_and_no_more(cloud: Cloud, user: User, scope: str) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": [scope]}).body["key"]
    headers = {"authorization": f"Bearer {key}"}
    for method, path, needed in NEEDED:
        answer = cloud.api(method, path, headers=headers, body="{}" if method in ("POST", "PATCH", "PUT") else None)
        assert (answer.status == 403) is (needed not in SCOPES[scope]), (method, path, answer)


@pytest.mark.parametrize("path", ["/v1/keys", "/v1/audit-logs"])
@pytest.mark.parametrize("behind", ["\n", "\x00", "\u2028", "/", "//", "?", "%0a"])
def test_no_spelling_of_an_address_needs_less_than_the_address(
    cloud: Cloud, user: User, path: str, behind: str
) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["write"]}).body["key"]

    assert cloud.api("GET", path + behind, headers={"authorization": f"Bearer {key}"}).status in (403, 404)


def test_key_of_every_scope_passes_the_auth_check(cloud: Cloud, user: User) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}).body["key"]
    answer = cloud.api("GET", "/_auth-check", headers={"authorization": f"Bearer {key}"})

    assert (answer.status, answer.headers["X-Scope"]) == (204, "read")


def test_route_of_a_new_address_needs_what_it_declares_and_not_what_its_path_looks_like(
    cloud: Cloud, user: User
) -> None:
    routes: Routes[Any] = Routes("/v1/images", tag="images")

    @routes.post(
        "/purge-everything",
        scope=Scope.ADMIN,
        cost=WRITE,
        audit=AuditAction("purge", "image"),
        body=JSON_BODY,
        summary="Purge everything",
        operation_id="purgeEverything",
        responses={},
    )
    def purge_everything(_: Call[Any]) -> dict[str, str]:
        return {"purged": "everything"}

    services, app = cloud.services("api"), HttpApp(routes)
    statuses = []
    for scope in ("read", "write", "admin"):
        key = user.call("POST", "/v1/keys", {"name": "k", "scopes": [scope]}).body["key"]
        headers = {"authorization": f"Bearer {key}", "x-origin-proof": cloud.origin_proof, "x-viewer-address": "::1"}
        event = http_event("POST", "/v1/images/purge-everything", headers=headers)
        statuses.append(services.pipeline.answer(app, event, Context("api"), services=services)["statusCode"])
    entries = user.call("GET", "/v1/audit-logs", query="action=purge").body["data"]

    assert statuses == [403, 403, 200]
    assert [entry["http_status"] for entry in entries] == [200, 403, 403]
