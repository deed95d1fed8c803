"""The document and the pipeline together: whatever is answered in a route's place is documented for that route."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jwt
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from functions.admin import app as admin
from functions.api import app as api
from pixelflare.aws.table import Table
from pixelflare.base.errors import Unavailable
from pixelflare.entry.http import RateLimits
from pixelflare.rate_limits import Limit, RateLimiter
from schema.limits import MAX_DIRECT_BYTES, MAX_REQUEST_BYTES, MAX_URL_LENGTH
from tests.api_document import api_document
from tests.integration.cloud import HTTP_FUNCTIONS, Answer, Cloud, User
from tests.integration.mailing import notice_token
from tests.integration.test_other_owners import BODIES

EXAMPLES = {
    "delivery_id": "dlv_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "domain_id": "dom_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "handle": "none",
    "identity_id": "github-583231",
    "export_id": "exp_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "import_id": "imp_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "report_id": "rpt_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "share_id": "shr_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "member_id": "mem_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "shared_id": "mem_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "invitation_id": "mem_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "webhook_id": "hook_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "image_id": "img_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "key_id": "key_AAAAAAAAAAAA",
    "owner": "nobody",
    "queue": "Nowhere",
    "slug": "none",
    "tag": "none",
    "vendor": "imgproxy",
}


OPERATIONS = [
    (method.upper(), path) for path, each in api_document()["paths"].items() for method in each if method != "servers"
]
UNSUBSCRIBE = ("POST", "/v1/notices/unsubscribe")
CHANGES = [(method, path) for method, path in OPERATIONS if method != "GET"]
CLOSED = [(method, path) for method, path in OPERATIONS if api_document()["paths"][path][method.lower()]["security"]]
FOR_SCOPES = [each for each in CLOSED if "x-required-scope" in api_document()["paths"][each[1]][each[0].lower()]]
FOR_SIGNED_IN = [(method, path) for method, path in CLOSED if path.startswith("/v1/me/identities")]
FOR_GROUPS = [each for each in CLOSED if "x-required-group" in api_document()["paths"][each[1]][each[0].lower()]]


def check(method: str, path: str, answer: Answer) -> Answer:
    """Fails unless the document promises this status, with this body and these headers."""
    responses = api_document()["paths"][path][method.lower()]["responses"]
    assert str(answer.status) in responses, f"{method} {path}: {answer.status} is not documented"
    promised = responses[str(answer.status)]
    if "content" in promised:
        schema = promised["content"]["application/json"]["schema"] | {"components": api_document()["components"]}
        Draft202012Validator(schema).validate(answer.body)
    assert {"X-Request-Id", *(name for name in answer.headers if name.startswith("RateLimit-"))} <= set(
        promised["headers"]
    )
    return answer


def test_fields_with_defaults_are_optional_for_generators_of_types() -> None:
    """openapi-typescript takes a field with a `default` for one that is always there, required or not."""
    schemas = api_document()["components"]["schemas"]
    for name in ("CreateImage", "CreateApiKey", "GiveAccess", "PutSettings", "RegenerateVariants", "CreateTag"):
        assert not [field for field, told in schemas[name]["properties"].items() if "default" in told], name
    assert schemas["CreateImage"]["required"] == ["filename"]
    assert schemas["GiveAccess"]["properties"]["ttl"]["description"].endswith("Default: `3600`.")
    assert schemas["SettingsResource"]["properties"]["theme"]["default"] == "system"


def ask(
    cloud: Cloud, method: str, path: str, *, token: str | None = None, body: str | None = None, **headers: str
) -> Answer:
    credentials = {"authorization": f"Bearer {token}"} if token else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    filled = re.sub(r"\{(\w+)\}", lambda match: EXAMPLES[match[1]], path)
    query = in_letter(cloud, token) if (method, path) == UNSUBSCRIBE and token else ""
    return check(method, path, cloud.api(method, filled, query=query, headers=credentials | named, body=body))


def in_letter(cloud: Cloud, token: str) -> str:
    """The query that a letter to the holder of an access token has."""
    claims = jwt.decode(token, options={"verify_signature": False})
    owner = cloud.services("api").logins.known_owner_of(claims["iss"], claims["sub"], username="")
    return f"token={notice_token(cloud, owner)}"


@pytest.fixture
def token(user: User, method: str, path: str) -> str:
    """Of somebody who may call the route."""
    group = api_document()["paths"][path][method.lower()].get("x-required-group")
    return user.token(**{"cognito:groups": [group]}) if group else user.token()


def test_document_is_valid() -> None:
    validate(api_document())


def test_every_route_is_documented() -> None:
    apps = [files.whole_app() for files in (api.ROUTE_FILES, admin.ROUTE_FILES)]
    routes = {(route.method, route.path) for app in apps for route in app.routes if route.include_in_schema}

    assert {(method, re.sub(r"<(\w+)>", r"{\1}", path)) for method, path in routes} == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_anonymous_request_is_refused_as_documented(cloud: Cloud, method: str, path: str) -> None:
    assert ask(cloud, method, path).status == 401
    assert api_document()["paths"][path][method.lower()]["security"]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_request_past_the_distribution_is_refused_as_documented(cloud: Cloud, method: str, path: str) -> None:
    assert ask(cloud, method, path, x_origin_proof="wrong").status == 403


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_body_that_is_not_taken_is_refused_as_documented(
    cloud: Cloud, user: User, token: str, method: str, path: str
) -> None:
    if path == "/v1/upload":
        assert ask(cloud, method, path, token=token, body="x" * (MAX_DIRECT_BYTES + 1)).status == 413
        sent = {"authorization": f"Bearer {token}", "content-type": "text/html"}
        assert (
            check(method, path, cloud.api(method, path, query="filename=a.jpg", headers=sent, body="x")).status == 415
        )
        return
    if (method, path) == UNSUBSCRIBE:
        assert ask(cloud, method, path, token=token, body="x" * (MAX_URL_LENGTH + 1)).status == 413
        return
    if "/upload/" in path:
        form = user.reserve()
        filled = f"/v1/upload/{form['imageId']}"
        query = f"token={form['token']}"
        large = cloud.api(
            method, filled, query=query, headers={"content-type": "image/jpeg"}, body="x" * (MAX_DIRECT_BYTES + 1)
        )
        assert check(method, path, large).status == 413
        page = cloud.api(method, filled, query=query, headers={"content-type": "text/html"}, body="x")
        assert check(method, path, page).status == 415
        return
    assert ask(cloud, method, path, token=token, body=json.dumps("x" * MAX_REQUEST_BYTES)).status == 413
    assert ask(cloud, method, path, token=token, body="x", content_type="text/plain").status == 415
    assert ask(cloud, method, path, token=token, body="{", content_type="application/json").status == 400


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_every_change_that_is_asked_for_leaves_one_entry_in_the_audit_log(
    cloud: Cloud, user: User, token: str, method: str, path: str
) -> None:
    form = user.reserve()
    before = user.call("GET", "/v1/audit-logs").body["data"]
    filled = re.sub(r"\{(\w+)\}", lambda match: (EXAMPLES | {"image_id": form["imageId"]})[match[1]], path)
    headers = {"authorization": f"Bearer {token}"}
    query = in_letter(cloud, token) if (method, path) == UNSUBSCRIBE else f"token={form['token']}"
    answer = cloud.api(method, filled, query=query, headers=headers, body="{}")

    entry, *rest = user.call("GET", "/v1/audit-logs").body["data"]
    assert rest == before
    assert (entry["method"], entry["path"], entry["http_status"]) == (method, filled, answer.status)
    assert entry["resource_type"] != "other"


@pytest.mark.parametrize(("method", "path"), [each for each in CHANGES if each[0] == "POST"])
def test_idempotency_key_works_as_documented(cloud: Cloud, token: str, method: str, path: str) -> None:
    parameters = [each.get("$ref") for each in api_document()["paths"][path][method.lower()]["parameters"]]
    assert "#/components/parameters/IdempotencyKey" in parameters
    first = ask(cloud, method, path, token=token, body='{"a": 1}', idempotency_key="k")
    again = ask(cloud, method, path, token=token, body='{"a": 1}', idempotency_key="k")

    assert (again.status, again.body) == (first.status, first.body)
    assert ask(cloud, method, path, token=token, body="{}", idempotency_key="k").status == 409
    assert ask(cloud, method, path, token=token, body="{}", idempotency_key="").status == 400


@pytest.fixture
def exhausted(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody may do anything any more."""
    limiter = RateLimiter(Table(cloud.variables["EPHEMERAL_TABLE"]))
    with monkeypatch.context() as patch:
        for services in map(cloud.services, HTTP_FUNCTIONS):
            limits = RateLimits(limiter, {name: Limit(name, 1) for name in services.rate_limits})
            patch.setattr(services, "pipeline", replace(services.pipeline, limits=limits))
        patch.setattr(RateLimiter, "_move", _too_much)
        yield


def _too_much(*_: Any, latest: int, **__: Any) -> int:
    from pixelflare.rate_limits.limiter import _TooMuch

    raise _TooMuch(latest + 1)


@pytest.mark.usefixtures("exhausted")
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whoever_asks_too_often_is_refused_as_documented(cloud: Cloud, token: str, method: str, path: str) -> None:
    status = 200 if path == "/v1/health" else 429
    assert ask(cloud, method, path, token=token).status == status


@pytest.fixture
def keys(cloud: Cloud, path: str) -> dict[str, str]:
    """A key of each scope, of an owner for each route: half of an hour's requests of one owner are fewer than there are routes."""
    return keys_of(cloud.user(f"scopes-of-{path}"))


@pytest.fixture(scope="module")
def strangers(cloud: Cloud) -> dict[str, str]:
    """Keys of somebody else: what is refused for want of a group counts, too."""
    return keys_of(cloud.user("groups-of-documented-routes"))


def keys_of(user: User) -> dict[str, str]:
    return {
        scope: user.call("POST", "/v1/keys", {"name": "k", "scopes": [scope]}).body["key"]
        for scope in ("read", "write", "admin")
    }


def test_every_closed_route_says_whom_it_lets_in() -> None:
    by_token = ([{"uploadToken": []}], [{"noticeToken": []}])
    by_tokens = [
        (method, path)
        for method, path in CLOSED
        if api_document()["paths"][path][method.lower()]["security"] in by_token
    ]
    assert sorted(FOR_SCOPES + FOR_GROUPS + FOR_SIGNED_IN + by_tokens) == sorted(CLOSED)
    assert {path.split("{")[0] for _, path in FOR_GROUPS} == {
        "/v1/admin/owners",
        "/v1/admin/owners/",
        "/v1/admin/dead-letters",
        "/v1/admin/dead-letters/",
        "/v1/admin/health",
        "/v1/admin/failures",
        "/v1/admin/costs",
        "/v1/admin/brake",
        "/v1/admin/reports",
        "/v1/admin/reports/",
        "/v1/admin/images/",
    }


@pytest.mark.parametrize(("method", "path"), FOR_SCOPES)
def test_scope_is_the_documented_one(cloud: Cloud, keys: dict[str, str], method: str, path: str) -> None:
    operation = api_document()["paths"][path][method.lower()]
    needed = operation["x-required-scope"]
    assert f"Needs the scope `{needed}`." in operation["description"]
    refused = [ask(cloud, method, path, token=key).status == 403 for key in keys.values()]
    assert refused == [list(keys).index(needed) > strength for strength in range(3)]


@pytest.mark.parametrize(("method", "path"), FOR_SIGNED_IN)
def test_who_has_signed_in_is_let_in_and_no_key(
    cloud: Cloud, user: User, keys: dict[str, str], method: str, path: str
) -> None:
    operation = api_document()["paths"][path][method.lower()]
    assert operation["security"] == [{"accessToken": []}]
    assert "For who is signed in; no API key may call it." in operation["description"]
    body = json.dumps(BODIES[operation["operationId"]]) if "requestBody" in operation else None
    for key in keys.values():
        refused = ask(cloud, method, path, token=key, body=body)
        assert (refused.status, refused.body["error"]["code"]) == (403, "FORBIDDEN")
    assert ask(cloud, method, path, token=user.token(), body=body).status != 403


@pytest.mark.parametrize(("method", "path"), FOR_GROUPS)
def test_group_is_the_documented_one(
    cloud: Cloud, user: User, strangers: dict[str, str], token: str, method: str, path: str
) -> None:
    """Its members get an answer, or find that there is nobody of that name; all others are not even told that."""
    operation = api_document()["paths"][path][method.lower()]
    needed = operation["x-required-group"]
    assert operation["security"] == [{"accessToken": []}]
    assert f"For members of the user pool's group `{needed}`" in operation["description"]
    assert needed in api_document()["components"]["securitySchemes"]["accessToken"]["x-groups"]
    body = json.dumps(BODIES[operation["operationId"]]) if "requestBody" in operation else None
    for other in (user.token(), user.token(**{"cognito:groups": ["people", f"{needed}-not"]}), *strangers.values()):
        refused = ask(cloud, method, path, token=other, body=body)
        assert (refused.status, refused.body["error"]["code"]) == (403, "FORBIDDEN")
    assert ask(cloud, method, path, token=token, body=body).status == (404 if "{" in path else 200)


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_busy_table_is_answered_as_documented(
    cloud: Cloud, token: str, method: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise Unavailable("busy", retry_after_seconds=1)

    for services in map(cloud.services, HTTP_FUNCTIONS):
        pipeline = replace(services.pipeline, authenticators=dict.fromkeys(services.pipeline.authenticators, busy))
        monkeypatch.setattr(services, "pipeline", pipeline)
    answer = ask(cloud, method, path, token=token)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
