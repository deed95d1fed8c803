"""The cases of stacks/edge/vectors.json as events for CloudFront's TestFunction, and what is expected of each."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stacks.parts.edge_code import SOURCES, Kind, kind_of

Vector = dict[str, Any]
Event = dict[str, Any]
_VIEWER = "203.0.113.7"
_SENDABLE = re.compile(r"/[\x21-\x7e]*")
"""What an HTTP request can have as its path; the vectors have worse, for the other tests."""


@dataclass(frozen=True)
class Trial:
    name: str
    event: Event
    objection: Callable[[Event], str | None]
    """What is wrong with an answer, or None."""


def trials_of(kind: Kind) -> list[Trial]:
    vectors = json.loads((SOURCES / "vectors.json").read_text())
    if kind == "response":
        return [_of_response(vector) for vector in vectors["responses"]]
    return [
        _of_request(vector)
        for vector in vectors["requests"]
        if _SENDABLE.fullmatch(vector["path"]) and kind_of(vector["path"]) == kind
    ]


def _of_request(vector: Vector) -> Trial:
    return Trial(vector["name"], _event("viewer-request", vector), lambda output: _request_objection(vector, output))


def _of_response(vector: Vector) -> Trial:
    headers = {"cache-control": {"value": vector["origin"]}} if vector["origin"] else {}
    response = {"statusCode": vector["status"], "statusDescription": "", "headers": headers, "cookies": {}}
    event = _event("viewer-response", vector) | {"response": response}
    return Trial(vector["name"], event, lambda output: _response_objection(vector, output))


def _event(type_: str, vector: Vector) -> Event:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html"""
    accept = vector.get("accept")
    values = [{"value": value} for value in (accept if isinstance(accept, list) else [accept])]
    header = values[0] | ({"multiValue": values} if values[1:] else {})
    parameters = (part.partition("=") for part in vector.get("query", "").split("&") if part)
    request = {
        "method": vector.get("method", "GET"),
        "uri": vector["path"],
        "querystring": {name: {"value": value} for name, _, value in parameters},
        "headers": {} if accept is None else {"accept": header},
        "cookies": {},
    }
    return {"version": "1.0", "context": {"eventType": type_}, "viewer": {"ip": _VIEWER}, "request": request}


def _request_objection(vector: Vector, output: Event) -> str | None:
    """Where there is a query, that nothing failed is all that is asked: AWS does not say what `rawQueryString()` gives in a
    test, as an event has the parameters only."""
    if vector.get("query"):
        return None
    if "becomes" in vector:
        return _differs(vector["becomes"], output.get("request", {}).get("uri"))
    response = output.get("response", {})
    if "redirects" in vector:
        return _differs(vector["redirects"], response.get("headers", {}).get("location", {}).get("value"))
    return _differs(vector.get("refused", [200])[0], response.get("statusCode"))


def _response_objection(vector: Vector, output: Event) -> str | None:
    headers = output.get("response", {}).get("headers", {})
    return _differs(vector["viewer"], headers.get("cache-control", {}).get("value"))


def _differs(expected: Any, found: Any) -> str | None:
    return None if found == expected else f"expected {expected}, got {found}"
