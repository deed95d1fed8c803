"""What a browser or the user pool asks, read from the HTTP API's event."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from pixelflare.base.errors import InvalidRequest, PayloadTooLarge

_MOST_CHARACTERS = 16 * 1024


@dataclass(frozen=True)
class OidcRequest:
    method: str
    path: str
    network: str
    """Of the viewer, proven: what limits count as one."""
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    authorization: str
    prefers_german: bool


def oidc_request(event: dict[str, Any], *, network: str) -> OidcRequest:
    """Payload 2.0. Raises InvalidRequest when a parameter comes twice, PayloadTooLarge."""
    headers = event["headers"]
    return OidcRequest(
        method=event["requestContext"]["http"]["method"],
        path=event["rawPath"],
        network=network,
        query=_pairs(event["rawQueryString"]),
        form=_pairs(_body(event)) if _is_form(headers) else {},
        cookies=dict(_pair(cookie) for cookie in event.get("cookies") or []),
        authorization=headers.get("authorization", ""),
        prefers_german=prefers_german(event),
    )


def prefers_german(event: dict[str, Any]) -> bool:
    return str(event["headers"].get("accept-language", "")).lower().startswith("de")


def _is_form(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


def _body(event: dict[str, Any]) -> str:
    text = event.get("body") or ""
    return base64.b64decode(text).decode(errors="replace") if event.get("isBase64Encoded") else text


def _pairs(text: str) -> dict[str, str]:
    if len(text) > _MOST_CHARACTERS:
        raise PayloadTooLarge("this is more than a sign-in has to say")
    pairs = parse_qsl(text, keep_blank_values=True)
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InvalidRequest("a parameter comes twice")  # RFC 6749 §3.1
    return found


def _pair(cookie: str) -> tuple[str, str]:
    name, _, value = cookie.partition("=")
    return name, value
