"""Routes that declare their policy: the only way to add one to an HttpApp."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Required, TypedDict, TypeVar, Unpack

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from pixelflare.entry.http.call import Call, Services
from pixelflare.entry.http.policies import AuditAction, BodyLimit, RateCost, RoutePolicy
from schema.identity.scopes import Scope

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Endpoint = Callable[Concatenate[Call[Services], Parameters], Result]

_POLICY = frozenset(field.name for field in fields(RoutePolicy))


class Documentation(TypedDict, total=False):
    """What the OpenAPI document says of an operation."""

    summary: Required[str]
    operation_id: Required[str]
    responses: Required[dict[int, Any]]
    description: str
    tags: list[str]
    include_in_schema: bool
    openapi_extensions: dict[str, Any]


class Read(Documentation, total=False):
    """What a route declares that changes nothing."""

    scope: Required[Scope | None]
    cost: Required[RateCost | None]
    credentials: str
    ahead: Callable[[Any], Any]


class Change(Documentation, total=False):
    """What a route declares that changes something."""

    scope: Required[Scope]
    cost: Required[RateCost]
    audit: Required[AuditAction]
    body: Required[BodyLimit]
    credentials: str
    is_for_closing: bool
    is_braked: bool
    ahead: Callable[[Any], Any]


class Routes(Generic[Services]):
    """The routes below one path. A route is given its Call first, then its parameters by name.

    A declaration without a part of the policy raises TypeError.
    """

    def __init__(self, prefix: str = "", *, tag: str) -> None:
        self.prefix = prefix
        self.router = APIGatewayHttpRouter()
        self.policies: dict[Callable[..., Any], RoutePolicy] = {}
        """By the function that the resolver calls."""
        self.addresses: list[tuple[str, str]] = []
        """The method and the path of each route."""
        self._tag = tag

    def get(
        self, rule: str, **declared: Unpack[Read]
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        return self._route("GET", rule, {"audit": None, "body": None, **declared})

    def post(
        self, rule: str, **declared: Unpack[Change]
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        return self._route("POST", rule, declared)

    def put(
        self, rule: str, **declared: Unpack[Change]
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        return self._route("PUT", rule, declared)

    def patch(
        self, rule: str, **declared: Unpack[Change]
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        return self._route("PATCH", rule, declared)

    def delete(
        self, rule: str, **declared: Unpack[Change]
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        return self._route("DELETE", rule, declared)

    def _route(
        self, method: str, rule: str, declared: Mapping[str, Any]
    ) -> Callable[[Endpoint[Services, Parameters, Result]], Endpoint[Services, Parameters, Result]]:
        policy = RoutePolicy(**{name: value for name, value in declared.items() if name in _POLICY})
        documented = {name: value for name, value in declared.items() if name not in _POLICY}

        def register(function: Endpoint[Services, Parameters, Result]) -> Endpoint[Services, Parameters, Result]:
            endpoint = self._with_call(function, policy)
            self.policies[endpoint] = policy
            self.addresses.append((method, (self.prefix + rule).rstrip("/")))
            self.router.route(rule, method, **{"tags": [self._tag], **documented})(endpoint)
            return function

        return register

    def _with_call(self, function: Callable[..., Result], policy: RoutePolicy) -> Callable[..., Result]:
        """What the resolver calls: it knows only the parameters that come from the request."""

        @wraps(function)
        def endpoint(**arguments: Any) -> Result:
            call: Call[Services] = self.router.context["call"]
            if call.request.policy is not policy:
                raise RuntimeError(f"{function.__name__} was called under the policy of another route")
            return _with_type(function(call, **arguments))

        signature = inspect.signature(function)
        endpoint.__signature__ = signature.replace(parameters=list(signature.parameters.values())[1:])  # type: ignore[attr-defined]
        return endpoint


def _with_type(answer: Result) -> Result:
    """A record in a Response is JSON. Without a type the resolver would write what Python calls the record."""
    if isinstance(answer, Response) and answer.body is not None and not isinstance(answer.body, str | bytes):
        answer.headers.setdefault("Content-Type", "application/json")
    return answer
