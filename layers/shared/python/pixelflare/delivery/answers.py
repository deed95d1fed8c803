"""An answer to a viewer, before it becomes a function URL's response."""

import base64
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pixelflare.base.errors import AppError
from pixelflare.variants.public_objects import CACHE_CONTROL, PublicPicture
from schema.images import Image
from schema.keys import CACHE_TAG_HEADER, cache_tags
from schema.limits import MAX_INLINE_BYTES

_NEVER_STORED = "private, no-store"
_BRIEFLY = "public, max-age=0, s-maxage=5"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def as_response(self) -> dict[str, Any]:
        """Payload format 2.0 of a function URL; bytes travel as base64."""
        return {
            "statusCode": self.status,
            "headers": self.headers,
            "body": base64.b64encode(self.body).decode(),
            "isBase64Encoded": True,
        }


def picture_answer(picture: PublicPicture, image: Image, *, path: str) -> Answer:
    """The bytes with the headers that S3 will send from now on; what is too large for a function is redirected to S3."""
    if len(picture.body) > MAX_INLINE_BYTES:
        return Answer(HTTPStatus.FOUND, {"Location": path, "Cache-Control": _NEVER_STORED})
    headers = {
        "Content-Type": picture.content_type,
        "Cache-Control": CACHE_CONTROL,
        "ETag": picture.etag,
        CACHE_TAG_HEADER: cache_tags(image.place, image.image_id),
    }
    return Answer(HTTPStatus.OK, headers, picture.body)


def link_answer(image: Image, location: str) -> Answer:
    """A permanent redirect that is kept for minutes only: the name behind the id can change."""
    headers = {
        "Location": location,
        "Cache-Control": "public, max-age=300",
        CACHE_TAG_HEADER: cache_tags(image.place, image.image_id),
    }
    return Answer(HTTPStatus.MOVED_PERMANENTLY, headers)


def refusal_answer(error: AppError, *, request_id: str) -> Answer:
    """The envelope. The edge keeps a 404 for seconds, which blunts a stampede; nothing else is kept by anybody."""
    kept = _BRIEFLY if error.status is HTTPStatus.NOT_FOUND else _NEVER_STORED
    headers = {"Content-Type": "application/json", "Cache-Control": kept} | error.headers
    return Answer(int(error.status), headers, json.dumps(error.body(request_id)).encode())
