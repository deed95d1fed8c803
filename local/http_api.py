"""HTTP APIs of the templates: routes, and the functions behind them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from local import lambda_proxy
from local.functions import Function
from local.http_messages import Request, Response
from local.provisioned import Provisioned

_NOT_FOUND = Response(404, (("content-type", "application/json"),), b'{"message":"Not Found"}')


@dataclass(frozen=True)
class _Route:
    key: str
    method: str
    pattern: re.Pattern[str]
    rank: tuple[int, int, int]  # lowest first: fewest greedy parts, fewest variables, named method before ANY
    function: Function


class HttpApi:
    """One API. Full matches come first, then variables, then greedy variables, then `$default`."""

    def __init__(self, domain: str, routes: Mapping[str, Function], *, stage: str = "$default") -> None:
        self.domain = domain
        self._stage = stage
        self._default = routes.get("$default")
        keys = [key for key in routes if key != "$default"]
        self._routes = sorted((_route(key, routes[key]) for key in keys), key=lambda route: route.rank)

    def answer(self, request: Request) -> Response:
        for route in self._routes:
            match = route.pattern.fullmatch(request.path)
            if match and route.method in (request.method, "ANY"):
                parameters = {name: unquote(value) for name, value in match.groupdict().items()}
                return self._call(route.function, request, route.key, parameters)
        return self._call(self._default, request, "$default", {}) if self._default else _NOT_FOUND

    def _call(self, function: Function, request: Request, key: str, parameters: Mapping[str, str]) -> Response:
        return lambda_proxy.call(
            function,
            request,
            domain=self.domain,
            route_key=key,
            stage=self._stage,
            path_parameters=parameters,
        )


def _route(key: str, function: Function) -> _Route:
    method, path = key.split(" ", 1)
    names = re.findall(r"\{([^}]+)\}", path)
    pattern = re.escape(path).replace(r"\{", "{").replace(r"\}", "}").replace(r"\+", "+")
    pattern = re.sub(r"\{(\w+)\+\}", r"(?P<\1>.+)", pattern)
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
    rank = (sum(name.endswith("+") for name in names), len(names), int(method == "ANY"))
    return _Route(key, method, re.compile(pattern), rank, function)


def http_apis(here: Provisioned, *, functions: Mapping[str, Function]) -> dict[str, HttpApi]:
    """Every HTTP API of the templates, by the host name of its endpoint."""
    found = {}
    for api in here.assembly.resources("AWS::ApiGatewayV2::Api"):
        identifier = here.identifier(api)
        domain = f"{identifier}.execute-api.us-east-1.amazonaws.com"
        integrations = {
            each.identifier: functions[_function_name(each.properties["IntegrationUri"])]
            for each in here.resources("AWS::ApiGatewayV2::Integration")
            if each.properties["ApiId"] == identifier
        }
        routes = {
            each.properties["RouteKey"]: integrations[each.properties["Target"].removeprefix("integrations/")]
            for each in here.resources("AWS::ApiGatewayV2::Route")
            if each.properties["ApiId"] == identifier
        }
        found[domain] = HttpApi(domain, routes)
    return found


def _function_name(uri: str) -> str:
    """The name in a function's ARN, or in the older form inside an API Gateway path."""
    return uri.split(":function:", 1)[1].split("/", 1)[0].split(":", 1)[0]
