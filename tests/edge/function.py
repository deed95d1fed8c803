"""Runs the edge functions as they are deployed, in quickjs, on events shaped like CloudFront's."""

import json
from collections.abc import Sequence
from typing import Any

import quickjs

from local.edge_runtime import RUNTIME
from stacks.parts.edge_code import APPLICATION_IS_THERE, KINDS, Kind, edge_code, kind_of

REQUEST_ID = "EdgeRequestId"
VIEWER = "203.0.113.7"
RAW_QUERY = "rawQueryString"
HOSTILE_ORDER = """
["keys", "values", "entries", "getOwnPropertyNames"].forEach((name) => {
  const inOrder = Object[name];
  Object[name] = (value) => inOrder(value).reverse();
});
"""
"""ES5.1 promises no order of an object's keys, so an engine may give them backwards. `for (… in …)` can not be turned
round like this; the guard refuses it."""


class EdgeFunction:
    """A loaded function; each call gets an event and gives back what the function returned."""

    def __init__(self, source: str, *, hostile: bool = False) -> None:
        self._is_hostile = hostile
        self._context = quickjs.Context()
        self._context.set_time_limit(1)
        self._context.eval(RUNTIME + (HOSTILE_ORDER if hostile else "") + source)
        self._context.eval("function __call(text, query) { return JSON.stringify(handler(__event(text, query))); }")
        self._call = self._context.get("__call")

    def evaluate(self, expression: str) -> Any:
        """What an expression gives among the function's own names; a regular expression as its source."""
        return json.loads(
            self._context.eval(
                f"JSON.stringify(((value) => value instanceof RegExp ? value.source : value)({expression}))"
            )
        )

    def on_request(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._run({"context": _context("viewer-request"), "viewer": {"ip": VIEWER}, "request": request})

    def on_response(self, request: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        event = {"context": _context("viewer-response"), "viewer": {"ip": VIEWER}}
        return self._run(event | {"request": request, "response": response})

    def _run(self, event: dict[str, Any]) -> dict[str, Any]:
        request = {name: value for name, value in event["request"].items() if name != RAW_QUERY}
        whole = {"version": "1.0"} | event | {"request": request}
        text = json.dumps(_turned_round(whole) if self._is_hostile else whole)
        returned: dict[str, Any] = json.loads(self._call(text, event["request"][RAW_QUERY]))
        return returned


class Edge:
    """All functions; each request goes to the one that the distribution's behaviours give it to."""

    def __init__(
        self,
        *,
        widths: Sequence[int] = (),
        application: bool = APPLICATION_IS_THERE,
        hostile: bool = False,
        readable: bool = False,
    ) -> None:
        self._functions = {
            kind: EdgeFunction(
                edge_code(kind, widths=widths, application=application, readable=readable), hostile=hostile
            )
            for kind in KINDS
        }

    def on_request(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._functions[kind_of(request["uri"])].on_request(request)

    def on_response(self, request: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        return self._functions["response"].on_response(request, response)


def written(kind: Kind = "images") -> EdgeFunction:
    """A function under the names that it is written with."""
    return EdgeFunction(edge_code(kind, readable=True))


def a_request(
    path: str, *, method: str = "GET", query: str = "", headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """A viewer's request as the function sees it: header names in lower case, path and query as they were sent."""
    values: dict[str, list[dict[str, str]]] = {}
    for name, _, value in (part.partition("=") for part in query.split("&") if part):
        values.setdefault(name, []).append({"value": value})
    return {
        "method": method,
        "uri": path,
        "querystring": {name: each[-1] | ({"multiValue": each} if each[1:] else {}) for name, each in values.items()},
        "headers": {name: {"value": value} for name, value in (headers or {}).items()},
        "cookies": {},
        RAW_QUERY: query,
    }


def _turned_round(value: Any) -> Any:
    """The same with every object's keys backwards."""
    if isinstance(value, dict):
        return {name: _turned_round(each) for name, each in reversed(value.items())}
    return [_turned_round(each) for each in value] if isinstance(value, list) else value


def _context(event_type: str) -> dict[str, str]:
    return {
        "distributionDomainName": "d111111abcdef8.cloudfront.net",
        "distributionId": "EDFDVBD6EXAMPLE",
        "eventType": event_type,
        "requestId": REQUEST_ID,
    }
