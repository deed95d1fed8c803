"""What a viewer asks for, read from the HTTP API's event."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from pixelflare.base.errors import PayloadTooLarge

_MAX_FORM_BYTES = 4096


@dataclass(frozen=True)
class GalleryRequest:
    method: str
    path: str
    network: str
    """Of the viewer, proven: what limits count as one."""
    after: str | None = None
    """Where a further page begins."""
    form: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    prefers_german: bool = False
    """For pages that are in nobody's language."""

    @property
    def name(self) -> str:
        """The last part of the path: a token, or a handle."""
        return self.path.rpartition("/")[2]

    @property
    def is_view(self) -> bool:
        """Whether somebody looks. HEAD only asks whether there is something to see."""
        return self.method == "GET"


def gallery_request(event: dict[str, Any], *, network: str) -> GalleryRequest:
    """Payload 2.0. Raises PayloadTooLarge for a form that no page has."""
    query = parse_qs(event["rawQueryString"])
    return GalleryRequest(
        method=event["requestContext"]["http"]["method"],
        path=event["rawPath"],
        network=network,
        after=query.get("after", [None])[0],
        form=_form(event),
        prefers_german=event["headers"].get("accept-language", "").lower().startswith("de"),
        cookies=dict(_pair(cookie) for cookie in event.get("cookies") or []),
    )


def _form(event: dict[str, Any]) -> dict[str, str]:
    text = event.get("body") or ""
    if len(text) > _MAX_FORM_BYTES:
        raise PayloadTooLarge("this form is too large")
    if event.get("isBase64Encoded"):
        text = base64.b64decode(text).decode(errors="replace")
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}


def _pair(cookie: str) -> tuple[str, str]:
    name, _, value = cookie.partition("=")
    return name, value
