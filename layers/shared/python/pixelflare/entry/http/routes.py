"""Routes that declare their policy: the only way to add one to an HttpApp."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Required, TypedDict, TypeVar, Unpack

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from pixelflare.entry.http.call import Call, Services
from pixelflare.entry.http.policies import BEARER, AuditAction, BodyLimit, RateCost, RoutePolicy
from schema.identity.scopes import Scope

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Endpoint = Callable[Concatenate[Call[Services], Parameters], Result]


class Documentation(TypedDict, total=False):
    """What the OpenAPI document says of an operation."""

    summary: Required[str]
    operation_id: Required[str]
    description: str
    responses: Required[dict[int, Any]]
    tags: list[str]
    include_in_schema: bool
    openapi_extensions: dict[str, Any]


class Routes(Generic[Services]):
    """The routes below one path. A route is given its Call first, then its parameters by name."""

    def __init__(self, prefix: str = "", *, tag: str) -> None:
        self.prefix = prefix
        self.router = APIGatewayHttpRouter()
        self.policies: dict[Callable[..., Any], RoutePolicy] = {}
        """By the function that the resolver calls."""
        self._tag = tag

    def get(
        self, rule: str, *, scope: Scope | None, cost: RateCost | None, **documentation: Unpack[Documentation]
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        return self._route("GET", rule, RoutePolicy(scope=scope, cost=cost, audit=None, body=None), documentation)

    def post(
        self,
        rule: str,
        *,
        scope: Scope,
        cost: RateCost,
        audit: AuditAction,
        body: BodyLimit,
        **documentation: Unpack[Documentation],
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        return self._route("POST", rule, RoutePolicy(scope=scope, cost=cost, audit=audit, body=body), documentation)

    def put(
        self,
        rule: str,
        *,
        scope: Scope,
        cost: RateCost,
        audit: AuditAction,
        body: BodyLimit,
        credentials: str = BEARER,
        **documentation: Unpack[Documentation],
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        policy = RoutePolicy(scope=scope, cost=cost, audit=audit, body=body, credentials=credentials)
        return self._route("PUT", rule, policy, documentation)

    def patch(
        self,
        rule: str,
        *,
        scope: Scope,
        cost: RateCost,
        audit: AuditAction,
        body: BodyLimit,
        **documentation: Unpack[Documentation],
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        return self._route("PATCH", rule, RoutePolicy(scope=scope, cost=cost, audit=audit, body=body), documentation)

    def delete(
        self,
        rule: str,
        *,
        scope: Scope,
        cost: RateCost,
        audit: AuditAction,
        body: BodyLimit,
        **documentation: Unpack[Documentation],
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        return self._route("DELETE", rule, RoutePolicy(scope=scope, cost=cost, audit=audit, body=body), documentation)

    def _route(
        self, method: str, rule: str, policy: RoutePolicy, documentation: Documentation
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        documented = {"tags": [self._tag]} | documentation

        def register(function: Endpoint[Services, Parameters, Result]) -> Endpoint[Services, Parameters, Result]:
            endpoint = self._with_call(function, policy)
            self.policies[endpoint] = policy
            self.router.route(rule, method, **documented)(endpoint)
            return function

        return register

    def _with_call(self, function: Callable[..., Result], policy: RoutePolicy) -> Callable[..., Result]:
        """What the resolver calls: it knows only the parameters that come from the request."""

        @wraps(function)
        def endpoint(**arguments: Any) -> Result:
            call: Call[Services] = self.router.context["call"]
            if call.request.policy is not policy:
                raise RuntimeError(f"{function.__name__} was called under the policy of another route")
            return function(call, **arguments)

        signature = inspect.signature(function)
        endpoint.__signature__ = signature.replace(parameters=list(signature.parameters.values())[1:])  # type: ignore[attr-defined]
        return endpoint
