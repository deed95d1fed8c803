"""A picture in a form (multipart/form-data, RFC 7578), as small clients send it: one file, and what is said of it."""

import re
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import NamedTuple

from pixelflare.base.errors import InvalidRequest

FORM = "multipart/form-data"
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
"""RFC 2046, 5.1.1."""
_MAX_PARTS = 20
_MAX_HEADER_BYTES = 4096
_MAX_VALUE_BYTES = 1000


class FormUpload(NamedTuple):
    body: bytes
    filename: str
    """As the client calls the file; empty if it does not."""
    content_type: str | None
    fields: Mapping[str, str]


class _Part(NamedTuple):
    name: str
    filename: str | None
    content_type: str | None
    body: bytes


def is_form(content_type: str | None) -> bool:
    return content_type is not None and content_type.partition(";")[0].strip().lower() == FORM


def read_form(body: bytes, content_type: str) -> FormUpload:
    """The one file and the text fields. Raises InvalidRequest. What the file is called in the form does not matter:
    programs call it `file`, `image`, `smfile` and more."""
    parts = list(_parts(body, _boundary(content_type)))
    files = [part for part in parts if part.filename is not None]
    if len(files) != 1:
        raise InvalidRequest(f"the form has {len(files)} files, and one is needed")
    fields = {part.name: _text(part) for part in parts if part.filename is None}
    (file,) = files
    return FormUpload(file.body, file.filename or "", file.content_type, fields)


def _boundary(content_type: str) -> bytes:
    boundary = _header("content-type", content_type).get_param("boundary", header="content-type")
    if not isinstance(boundary, str) or not _BOUNDARY.fullmatch(boundary):
        raise InvalidRequest("the form's Content-Type names no boundary")
    return boundary.encode()


def _parts(body: bytes, boundary: bytes) -> Iterator[_Part]:
    """Raises InvalidRequest for a form without its end: the file could be cut off."""
    delimiter = b"\r\n--" + boundary
    pieces = (b"\r\n" + body).split(delimiter, _MAX_PARTS + 1)
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            return
        head, blank, content = piece.partition(b"\r\n\r\n")
        if not blank or len(head) > _MAX_HEADER_BYTES:
            raise InvalidRequest("a part of the form has no end of its headers")
        yield _part(head, content)
    raise InvalidRequest(f"the form does not end, or has more than {_MAX_PARTS} parts")


def _part(head: bytes, content: bytes) -> _Part:
    lines = (line.partition(":") for line in head.decode(errors="replace").split("\r\n"))
    headers = {name.strip().lower(): value.strip() for name, _, value in lines}
    disposition = _header("content-disposition", headers.get("content-disposition", ""))
    name = disposition.get_param("name", header="content-disposition")
    if not isinstance(name, str) or disposition.get_content_disposition() != "form-data":
        raise InvalidRequest("a part of the form has no name")
    return _Part(name, disposition.get_filename(), headers.get("content-type"), content)


def _header(name: str, value: str) -> Message:
    message = Message()
    message[name] = value
    return message


def _text(part: _Part) -> str:
    if len(part.body) > _MAX_VALUE_BYTES:
        raise InvalidRequest(f"the form's field {part.name[:50]} is too long")
    try:
        return part.body.decode()
    except UnicodeDecodeError as unreadable:
        raise InvalidRequest(f"the form's field {part.name[:50]} is not UTF-8") from unreadable
