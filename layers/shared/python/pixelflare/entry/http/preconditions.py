"""ETag and If-Match: a change that is made only to the version that its caller has seen (RFC 9110, 8.8.3 and 13.1.1)."""

import re
from http import HTTPStatus
from typing import TypeVar

from aws_lambda_powertools.event_handler import Response

from pixelflare.base.errors import InvalidRequest, PreconditionFailed
from pixelflare.entry.http.request import Request

Body = TypeVar("Body")

_ENTITY_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"')
_VERSION = re.compile(r"[0-9]{1,15}")


def etag_of(version: int) -> str:
    """The entity tag of a record's version: `"7"`."""
    return f'"{version}"'


def tagged(body: Body, version: int, *, status: int = HTTPStatus.OK) -> Response[Body]:
    """A JSON answer that says which version it shows."""
    headers = {"ETag": etag_of(version)}
    return Response(int(status), content_type="application/json", body=body, headers=headers)


def unless_known(request: Request, body: Body, version: int, *, is_all: bool = True) -> Response[Body | None]:
    """What `tagged` answers, or 304 without a body when If-None-Match names this version (RFC 9110, 13.1.2).

    `is_all` says whether the version alone decides the answer. An answer that depends on more is always given in full.
    """
    headers = {"ETag": etag_of(version)}
    known = request.headers.get("if-none-match") if is_all else None
    if known and version in {int(tag) for tag in _ENTITY_TAG.findall(known) if _VERSION.fullmatch(tag)}:
        return Response(int(HTTPStatus.NOT_MODIFIED), headers=headers)
    return Response(int(HTTPStatus.OK), content_type="application/json", body=body, headers=headers)


def parse_if_match(stated: str) -> int | None:
    """The version that If-Match asks for; None when any will do.

    A weak tag counts like a strong one. Compression on the way weakens a tag, and the number in it still names one
    version exactly.
    Raises InvalidRequest when the header is not one entity tag, PreconditionFailed for one that no record ever had.
    """
    if stated.strip() == "*":
        return None
    tag = _ENTITY_TAG.fullmatch(stated.strip())
    if tag is None:
        raise InvalidRequest('If-Match takes one entity tag, as an ETag header has it, like "7", or *')
    if not _VERSION.fullmatch(tag[1]):
        raise PreconditionFailed("If-Match names a version that never existed")
    return int(tag[1])
