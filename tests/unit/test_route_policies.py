"""A route says who may call it, what it costs, what the audit log calls it and what body it takes; or there is no route."""

import json
from collections import Counter
from typing import Any

import pytest
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.app import ROUTE_FILES
from pixelflare.entry.http import (
    JSON_BODY,
    READ,
    WRITE,
    AuditAction,
    Call,
    HttpApp,
    RateCost,
    Request,
    RoutePolicy,
    Routes,
    UndeclaredRouteError,
)
from schema.identity.scopes import Scope
from tests.assembly import ROOT
from tests.lambda_events import Context, http_event

api = ROUTE_FILES.whole_app()

DOCUMENTED: dict[str, Any] = {"summary": "Do it", "operation_id": "doIt", "responses": {}}
POLICY: dict[str, Any] = {
    "scope": Scope.WRITE,
    "cost": WRITE,
    "audit": AuditAction("do", "thing"),
    "body": JSON_BODY,
}
OPEN = ("/v1/health", "/v1/sign-in", "/openapi.json", "/v1/notices/unsubscribe")
"""Routes that ask for nobody's credentials; the last one's are in the address of each letter."""
DECLARED = {"get": ("scope", "cost"), **dict.fromkeys(("post", "put", "patch", "delete"), tuple(POLICY))}


@pytest.mark.parametrize(("method", "forgotten"), [(name, each) for name, all_ in DECLARED.items() for each in all_])
def test_route_that_forgets_a_part_of_its_policy_can_not_be_imported(method: str, forgotten: str) -> None:
    routes: Routes[None] = Routes(tag="things")
    said = {name: POLICY[name] for name in DECLARED[method] if name != forgotten}

    with pytest.raises(TypeError, match=forgotten):
        getattr(routes, method)("/things", **said, **DOCUMENTED)


def test_route_that_is_added_past_its_policy_can_not_be_imported() -> None:
    routes: Routes[None] = Routes("/v1/keys", tag="keys")

    @routes.router.delete("/<key_id>")
    def revoke(key_id: str) -> None:
        raise NotImplementedError(key_id)

    with pytest.raises(UndeclaredRouteError, match="DELETE /v1/keys/<key_id>"):
        HttpApp(routes)


def test_route_that_the_resolver_has_from_elsewhere_is_never_matched() -> None:
    router, app = APIGatewayHttpRouter(), HttpApp()

    @router.get("/things")
    def things() -> None:
        raise NotImplementedError

    app.resolver.include_router(router)
    with pytest.raises(UndeclaredRouteError):
        app.match("GET", "/things")


def test_every_route_of_the_api_has_a_policy_that_fits_its_method() -> None:
    assert len(api.routes) > 40
    for route in api.routes:
        policy, is_read = api.policy_of(route), route.method == "GET"
        assert (policy.audit is None, policy.body is None) == (is_read, is_read), route.path
        assert policy.scope is not Scope.READ or is_read, (
            f"{route.method} {route.path} lets a read key change something"
        )
        assert policy.scope is not None or route.path in OPEN


def test_costs_and_ids_name_what_is_there() -> None:
    limits = {"upload", "read", "write", "anonymous", "analytics"}
    for route in api.routes:
        policy = api.policy_of(route)
        assert policy.cost is None or policy.cost.limit in limits
        if policy.audit and policy.audit.id_parameter:
            assert f"<{policy.audit.id_parameter}>" in route.path


@pytest.mark.parametrize(
    "path", ["/v1/keys", "/v1/keys/key_1", "/v1/audit-logs", "/v1/vendor-keys", "/v1/vendor-keys/x"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_what_needs_admin_needs_it_with_every_method(method: str, path: str) -> None:
    assert api.match(method, path).policy.scope is Scope.ADMIN


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_address_without_a_route_is_open_to_nobody(method: str) -> None:
    policy = api.match(method, "/v1/nothing").policy

    assert policy.scope is (Scope.READ if method == "GET" else Scope.WRITE)


def test_open_address_tells_anybody_which_methods_it_takes() -> None:
    assert api.match("POST", "/v1/health").policy.scope is None
    assert api.match("POST", "/v1/health").policy.cost is None
    assert api.match("POST", "/openapi.json").policy.cost == RateCost("anonymous")


def test_route_runs_under_its_own_policy_only() -> None:
    routes: Routes[None] = Routes(tag="things")
    ran: list[str] = []

    @routes.get("/things", scope=Scope.ADMIN, cost=READ, **DOCUMENTED)
    def things(_: Call[None]) -> None:
        ran.append("things")

    app, event = HttpApp(routes), http_event("GET", "/things")
    weaker = RoutePolicy(scope=Scope.READ, cost=READ, audit=None, body=None)
    for policy, status in ((weaker, 500), (app.match("GET", "/things").policy, 200)):
        answer = app.resolve(event, Call(Request(event, policy=policy), None, Context("api")))
        assert answer["statusCode"] == status
    assert ran == ["things"]


def test_no_two_schemas_of_the_document_have_one_title() -> None:
    """Generators name a client's classes after titles, and leave out the second one."""
    schemas = json.loads((ROOT / "schema" / "openapi.json").read_text())["components"]["schemas"]
    titles = Counter(schema.get("title", name) for name, schema in schemas.items())
    assert [title for title, count in titles.items() if count > 1] == []
