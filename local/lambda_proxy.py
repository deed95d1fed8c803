"""HTTP requests as events of payload format 2.0, and a function's answer as an HTTP response.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.functions import Function
from local.http_messages import Request, Response
from local.lambda_runtime import FunctionError
from local.resolve import ACCOUNT

_TEXT_TYPES = ("text/", "application/json", "application/javascript", "application/xml", "application/x-www-form")


def call(
    function: Function,
    request: Request,
    *,
    domain: str,
    route_key: str = "$default",
    stage: str = "$default",
    path_parameters: Mapping[str, str] | None = None,
    failure_status: int = 500,
) -> Response:
    """The function's answer over HTTP, or `failure_status` if it fails or returns an invalid answer."""
    event = _event(request, domain, route_key, stage, path_parameters or {})
    try:
        answer = function.invoke(event)
        return _response(answer)
    except FunctionError as error:
        status = 413 if error.kind == "RequestTooLarge" else failure_status
    except (KeyError, ValueError, TypeError, AttributeError):
        status = failure_status  # an answer that is not a proxy response
    return Response(status, (("content-type", "application/json"),), b'{"message":"Internal Server Error"}')


def _event(
    request: Request, domain: str, route_key: str, stage: str, path_parameters: Mapping[str, str]
) -> dict[str, Any]:
    path = unquote(request.path)
    body, encoded = _body(request)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path if stage == "$default" else f"/{stage}{path}",
        "rawQueryString": request.query,
        "headers": _joined_headers(request, domain),
        "requestContext": _context(request, domain, route_key, stage),
        "isBase64Encoded": encoded,
    }
    if cookies := request.header("cookie"):
        event["cookies"] = [cookie.strip() for cookie in cookies.split(";")]
    if query := _joined_query(request.query):
        event["queryStringParameters"] = query
    if path_parameters:
        event["pathParameters"] = dict(path_parameters)
    if body is not None:
        event["body"] = body
    return event


def _context(request: Request, domain: str, route_key: str, stage: str) -> dict[str, Any]:
    now = time.time()
    return {
        "accountId": ACCOUNT,
        "apiId": domain.split(".", 1)[0],
        "domainName": domain,
        "domainPrefix": domain.split(".", 1)[0],
        "http": {
            "method": request.method,
            "path": unquote(request.path),
            "protocol": "HTTP/1.1",
            "sourceIp": request.viewer,
            "userAgent": request.header("user-agent") or "",
        },
        "requestId": str(uuid.uuid4()),
        "routeKey": route_key,
        "stage": stage,
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "timeEpoch": int(now * 1000),
    }


def _body(request: Request) -> tuple[str | None, bool]:
    if not request.body:
        return None, False
    if (request.header("content-type") or "").startswith(_TEXT_TYPES):
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass  # bytes of a text type that are not text are sent as binary
    return base64.b64encode(request.body).decode(), True


def _joined_headers(request: Request, domain: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in (*request.headers, ("x-forwarded-proto", "https"), ("x-forwarded-for", request.viewer)):
        if name != "cookie":
            headers[name] = f"{headers[name]},{value}" if name in headers else value
    return {**headers, "host": domain}


def _joined_query(query: str) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _response(answer: Any) -> Response:
    if not isinstance(answer, dict) or "statusCode" not in answer:
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return Response(200, (("content-type", "application/json"),), text.encode())
    body = answer.get("body") or ""
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else str(body).encode()
    headers = [(name.lower(), str(value)) for name, value in (answer.get("headers") or {}).items()]
    headers += [("set-cookie", cookie) for cookie in answer.get("cookies") or []]
    if not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", "application/json"))
    return Response(int(answer["statusCode"]), tuple(headers), raw)
