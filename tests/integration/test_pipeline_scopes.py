"""Who may do what: the credentials and the scope that a route declares."""

from typing import Any

import pytest

from pixelflare.entry.http import JSON_BODY, WRITE, AuditAction, Call, HttpApp, Routes
from schema.identity.scopes import Scope
from tests.integration.cloud import Cloud, User
from tests.integration.pipeline import code
from tests.lambda_events import Context, http_event

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
