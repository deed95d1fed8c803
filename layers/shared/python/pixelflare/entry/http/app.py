"""The routes of one HTTP function, each with its policy, and the resolver that calls them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.api_gateway import Route

from pixelflare.entry.http.call import Call
from pixelflare.entry.http.envelope import answer_refusals
from pixelflare.entry.http.policies import ANONYMOUS, JSON_BODY, READ, WRITE, AuditAction, RoutePolicy
from pixelflare.entry.http.routes import Routes
from schema.identity.scopes import Scope

_READS = ("GET", "HEAD")
_ACTIONS = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_UNKNOWN_RESOURCE = "other"


class UndeclaredRouteError(Exception):
    """A route without a policy: it does not say who may call it."""


class Match(NamedTuple):
    policy: RoutePolicy
    parameters: Mapping[str, str]
    """Path parameters, as they stand in the path."""


class HttpApp:
    def __init__(self, *routes: Routes[Any]) -> None:
        """Raises UndeclaredRouteError."""
        self.resolver = APIGatewayHttpResolver(enable_validation=True)
        self._policies: dict[Callable[..., Any], RoutePolicy] = {}
        answer_refusals(self.resolver, methods_at=self.methods_at)
        for each in routes:
            self.add(each)

    def add(self, routes: Routes[Any]) -> None:
        """Raises UndeclaredRouteError."""
        self.resolver.include_router(routes.router, prefix=routes.prefix or None)
        self._policies |= routes.policies
        for route in self.routes:
            self.policy_of(route)

    @property
    def routes(self) -> list[Route]:
        """In the order in which the resolver tries them. It has no public list of its routes."""
        return [*self.resolver._static_routes, *self.resolver._dynamic_routes]

    def policy_of(self, route: Route) -> RoutePolicy:
        """Raises UndeclaredRouteError."""
        try:
            return self._policies[route.func]
        except KeyError as undeclared:
            raise UndeclaredRouteError(f"{route.method} {route.path} declares no policy") from undeclared

    def match(self, method: str, path: str) -> Match:
        """The policy of the route that the resolver will call; Routes makes sure that it is this one."""
        asked = "GET" if method == "HEAD" else method
        there = [(route, found) for route in self.routes if (found := route.rule.match(path))]
        for route, found in there:
            if route.method == asked:
                return Match(self.policy_of(route), found.groupdict())
        parameters = there[0][1].groupdict() if there else {}
        return Match(_policy_of_no_route(method, [self.policy_of(route) for route, _ in there]), parameters)

    def methods_at(self, path: str) -> list[str]:
        """What the address takes, HEAD and OPTIONS included; nothing when there is no such address."""
        methods = {route.method for route in self.routes if route.rule.match(path)}
        if not methods:
            return []
        return sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set()))

    def resolve(self, event: dict[str, Any], call: Call[Any]) -> dict[str, Any]:
        """Payload 2.0."""
        self.resolver.append_context(call=call)
        answer: dict[str, Any] = self.resolver.resolve(event, call.context)
        return answer


def _policy_of_no_route(method: str, others: list[RoutePolicy]) -> RoutePolicy:
    """What a request must pass to be told 404, or 405 where other methods are taken: as much as those do.

    An address is open when all its routes are; what is not open takes what the strongest of them does.
    """
    if others and all(other.scope is None for other in others):
        return RoutePolicy(scope=None, cost=others[0].cost and ANONYMOUS, audit=None, body=JSON_BODY)
    is_read = method in _READS
    scopes = [Scope.READ if is_read else Scope.WRITE, *(other.scope for other in others if other.scope)]
    audited = next((other.audit for other in others if other.audit), AuditAction("", _UNKNOWN_RESOURCE))
    action = AuditAction(_ACTIONS.get(method, "other"), audited.resource_type, audited.id_parameter)
    return RoutePolicy(
        scope=max(scopes, key=list(Scope).index),
        cost=READ if is_read else WRITE,
        audit=None if is_read else action,
        body=None if is_read else JSON_BODY,
    )
