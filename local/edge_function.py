"""Runs CloudFront Functions unchanged, in an embedded JavaScript engine.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
"""

import http
import json
import random
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import quickjs

from local.edge_runtime import RUNTIME, as_script
from local.http_messages import Headers, Request, Response

SIZE_LIMIT_BYTES = 10 * 1024
_TIME_LIMIT_SECONDS = 1
_RUNNER = """
var __promised = null;
function __failed(error) { return "!" + String(error) + "\\n" + (error && error.stack || ""); }
function __run(text, query) {
  try {
    const answer = handler(__event(text, query));
    if (!answer || typeof answer.then !== "function") { return JSON.stringify(answer); }
    __promised = null;
    answer.then(
      function (value) { __promised = JSON.stringify(value); },
      function (error) { __promised = __failed(error); }
    );
    return "?";
  } catch (error) { return __failed(error); }
}
"""
_UNREPEATABLE = re.compile(r"Date|[Rr]andom|crypto|import|require")
"""Without clock, random numbers, key-value store and the request's id, the event determines the answer."""
_REMEMBERED = 4096
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class EdgeFunctionError(Exception):
    """The function threw, took too long, or returned nothing. CloudFront shows viewers a 503."""


class EdgeFunction:
    """One function of the distribution. Raises ValueError for code above the edge's size limit.

    If the event determines the answer, a repeated event gets the earlier answer and the function does not run. The
    function's global variables do not count, because the real edge guarantees nothing about them.
    """

    def __init__(self, code: str, *, distribution_id: str, domain: str) -> None:
        if len(code.encode()) > SIZE_LIMIT_BYTES:
            raise ValueError(f"an edge function may have {SIZE_LIMIT_BYTES} bytes; this one has {len(code.encode())}")
        self._code = code
        self._context = {"distributionId": distribution_id, "distributionDomainName": domain}
        self._is_repeatable = _UNREPEATABLE.search(code) is None
        self._known: dict[tuple[Any, ...], Any] = {}
        self._engines = threading.local()  # an engine belongs to its thread

    def on_request(self, request: Request) -> Request | Response:
        """The request as the function changes it, or the function's own answer."""
        key = ("viewer-request", request.method, request.path, request.query, request.headers, request.viewer)
        found = self._known.get(key) or self._asked(key, {"request": _request(request)} | _tenant(request), _passed_on)
        if isinstance(found, Response):
            return found
        path, query, headers = found
        return replace(request, path=path, query=query, headers=headers)

    def on_response(self, request: Request, response: Response) -> Response:
        """The response with the function's headers and status. The function does not see the body."""
        asked = (request.method, request.path, request.query, request.headers)
        key = ("viewer-response", *asked, response.status, response.headers, request.viewer)
        found = self._known.get(key)
        if found is None:
            event = {"request": _request(request), "response": _response(response)} | _tenant(request)
            found = self._asked(key, event, lambda answer: _left(answer, response))
        status, headers = found
        return Response(status, headers, response.body)

    def _asked(self, key: tuple[Any, ...], event: dict[str, Any], read: Callable[[dict[str, Any]], Any]) -> Any:
        """What `read` makes of the function's answer. Cached if the event determines the answer.

        The key starts with the event's type, has the query as its fourth part, and ends with the viewer's address.
        """
        request_id = f"{random.getrandbits(128):032x}"
        context = {**self._context, "eventType": key[0], "requestId": request_id}
        text = self._run({"version": "1.0", "context": context, "viewer": {"ip": key[-1]}, **event}, query=key[3])
        answer = json.loads(text)
        if not isinstance(answer, dict):
            raise EdgeFunctionError("the function returned neither a request nor a response")
        found = read(answer)
        if self._is_repeatable and request_id not in text:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = found
        return found

    def _run(self, event: dict[str, Any], *, query: str) -> str:
        engine, run = self._engine()
        try:
            text = run(_encode(event), query)
            if text == "?":  # an async handler
                while engine.execute_pending_job():
                    pass
                text = engine.get("__promised")
        except quickjs.JSException as error:
            raise EdgeFunctionError(str(error)) from error
        if text is None or text.startswith("!"):
            raise EdgeFunctionError(text or "the function returned nothing")
        return str(text)

    def _engine(self) -> "tuple[quickjs.Context, Any]":
        found = getattr(self._engines, "engine", None)
        if found is None:
            engine = quickjs.Context()
            engine.set_time_limit(_TIME_LIMIT_SECONDS)
            engine.eval(RUNTIME + _RUNNER)
            engine.eval(as_script(self._code))
            found = self._engines.engine = (engine, engine.get("__run"))
        return found


def _request(request: Request) -> dict[str, Any]:
    cookies = request.header("cookie")
    return {
        "method": request.method,
        "uri": request.path,
        "querystring": _multi_values(_split_query(request.query)) if request.query else {},
        "headers": _multi_values(pair for pair in request.headers if pair[0] != "cookie"),
        "cookies": _multi_values(_split_cookies(cookies)) if cookies else {},
    }


def _tenant(request: Request) -> dict[str, Any]:
    """For the module that knows the tenant. It is no part of the event on AWS."""
    return {} if request.tenant is None else {"tenant": dict(request.tenant)}


def _response(response: Response) -> dict[str, Any]:
    return {
        "statusCode": response.status,
        "statusDescription": _phrase(response.status),
        "headers": _multi_values(pair for pair in response.headers if pair[0] != "set-cookie"),
        "cookies": {},
    }


def _passed_on(answer: dict[str, Any]) -> "tuple[str, str, Headers] | Response":
    """Path, query and headers of the changed request, or the function's own answer."""
    if "statusCode" in answer:
        return _generated(answer)
    headers = (*_pairs(answer.get("headers", {})), *_cookie_header(answer.get("cookies", {})))
    query = answer.get("querystring", {})  # a text, too, which has an order
    return answer["uri"], query if isinstance(query, str) else _query_text(query), headers


def _left(answer: dict[str, Any], response: Response) -> tuple[int, Headers]:
    """Status and headers from the function. Cookies stay the origin's."""
    cookies = tuple(pair for pair in response.headers if pair[0] == "set-cookie")
    return int(answer["statusCode"]), (*_pairs(answer.get("headers", {})), *cookies)


def _split_query(query: str) -> Iterable[tuple[str, str]]:
    for part in query.split("&"):
        if part:
            name, _, value = part.partition("=")
            yield name, value


def _split_cookies(cookies: str) -> Iterable[tuple[str, str]]:
    for part in cookies.split(";"):
        name, _, value = part.strip().partition("=")
        yield name, value


def _multi_values(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name not in found:
            found[name] = {"value": value}
            continue
        multi = found[name].setdefault("multiValue", [{"value": found[name]["value"]}])
        multi.append({"value": value})
        found[name]["value"] = value
    return found


def _pairs(values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.lower(), str(each["value"])) for name, item in values.items() for each in item.get("multiValue", [item])
    )


def _query_text(values: dict[str, Any]) -> str:
    parts = ((name, each["value"]) for name, item in values.items() for each in item.get("multiValue", [item]))
    return "&".join(f"{name}={value}" if value else name for name, value in parts)


def _cookie_header(values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    parts = [f"{name}={each['value']}" for name, item in values.items() for each in item.get("multiValue", [item])]
    return (("cookie", "; ".join(parts)),) if parts else ()


def _generated(answer: dict[str, Any]) -> Response:
    body = answer.get("body", "")
    text = body.get("data", "") if isinstance(body, dict) else body
    return Response(int(answer["statusCode"]), _pairs(answer.get("headers", {})), text.encode())


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""
