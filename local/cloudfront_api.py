"""The one CloudFront call that functions make, CreateInvalidation, on the local edge's cache."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Purge = Callable[[str], object]

_PATH = re.compile(r"/2020-05-31/distribution/([^/]+)/invalidation")
_NAMESPACE = "{http://cloudfront.amazonaws.com/doc/2020-05-31/}"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def invalidations(application: Application, *, purges: Mapping[str, Purge]) -> Application:
    """`application` with CreateInvalidation in front. `purges` purges one item, by distribution id.

    The answer arrives when the items are purged. The real edge takes seconds.
    """

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        match = _PATH.fullmatch(environ["PATH_INFO"])
        if match is None or environ["REQUEST_METHOD"] != "POST":
            return application(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, text = _answer(purges.get(match[1]), body)
        start_response(status, [("Content-Type", "text/xml"), ("Content-Length", str(len(text)))])
        return [text]

    return guarded


def _answer(purge: Purge | None, body: bytes) -> tuple[str, bytes]:
    if purge is None:
        return "404 Not Found", _error("NoSuchDistribution", "The specified distribution does not exist.")
    try:
        batch = ElementTree.fromstring(body)  # noqa: S314 - it comes from functions of this machine
    except ElementTree.ParseError:
        return "400 Bad Request", _error("MalformedInput", "The body is not XML.")
    items = [item.text or "" for item in batch.iter(f"{_NAMESPACE}Path")]
    if not items or not all(item.startswith(("/", "#")) for item in items):
        return "400 Bad Request", _error("InvalidArgument", "Your request contains one or more invalid paths.")
    for item in items:
        purge(item)
    return "201 Created", _created(items, batch.findtext(f"{_NAMESPACE}CallerReference") or "")


def _created(items: list[str], reference: str) -> bytes:
    paths = "".join(f"<Path>{escape(item)}</Path>" for item in items)
    return (
        f'{_HEAD}<Invalidation xmlns="{_NAMESPACE[1:-1]}"><Id>I{uuid.uuid4().hex[:13].upper()}</Id>'
        f"<Status>Completed</Status><CreateTime>{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}</CreateTime>"
        f"<InvalidationBatch><Paths><Quantity>{len(items)}</Quantity><Items>{paths}</Items></Paths>"
        f"<CallerReference>{escape(reference)}</CallerReference></InvalidationBatch></Invalidation>"
    ).encode()


def _error(code: str, message: str) -> bytes:
    return (
        f'{_HEAD}<ErrorResponse xmlns="{_NAMESPACE[1:-1]}"><Error><Type>Sender</Type><Code>{code}</Code>'
        f"<Message>{message}</Message></Error><RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
    ).encode()
