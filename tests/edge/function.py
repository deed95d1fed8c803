"""Runs the edge function as it is, in quickjs, on events shaped like CloudFront's."""

import json
from typing import Any

import quickjs

from local.edge_runtime import RUNTIME
from stacks.parts.edge_code import GATEWAY, gateway_code

__all__ = ["GATEWAY", "REQUEST_ID", "VIEWER", "EdgeFunction", "a_request", "gateway_code"]
REQUEST_ID = "EdgeRequestId"
VIEWER = "203.0.113.7"
RAW_QUERY = "rawQueryString"


class EdgeFunction:
    """A loaded function; each call gets an event and gives back what the function returned."""

    def __init__(self, source: str) -> None:
        self._context = quickjs.Context()
        self._context.set_time_limit(1)
        self._context.eval(RUNTIME + source)
        self._context.eval("function __call(text, query) { return JSON.stringify(handler(__event(text, query))); }")
        self._call = self._context.get("__call")

    def constant(self, name: str) -> Any:
        """A top-level constant of the file; a regular expression as its source."""
        return json.loads(self._context.eval(f"JSON.stringify({name} instanceof RegExp ? {name}.source : {name})"))

    def on_request(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._run({"context": _context("viewer-request"), "viewer": {"ip": VIEWER}, "request": request})

    def on_response(self, request: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        event = {"context": _context("viewer-response"), "viewer": {"ip": VIEWER}}
        return self._run(event | {"request": request, "response": response})

    def _run(self, event: dict[str, Any]) -> dict[str, Any]:
        request = {name: value for name, value in event["request"].items() if name != RAW_QUERY}
        text = json.dumps({"version": "1.0"} | event | {"request": request})
        returned: dict[str, Any] = json.loads(self._call(text, event["request"][RAW_QUERY]))
        return returned


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


def _context(event_type: str) -> dict[str, str]:
    return {
        "distributionDomainName": "d111111abcdef8.cloudfront.net",
        "distributionId": "EDFDVBD6EXAMPLE",
        "eventType": event_type,
        "requestId": REQUEST_ID,
    }
