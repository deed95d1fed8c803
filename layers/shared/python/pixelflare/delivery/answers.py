"""An answer to a viewer, before it becomes a function URL's response."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

from pixelflare.base.errors import AppError
from pixelflare.delivery.absence import NeverThere
from pixelflare.delivery.facts import facts_of
from pixelflare.delivery.paths import CdnRequest
from pixelflare.variants import CACHE_CONTROL, PROVISIONAL_CACHE_CONTROL, ServedPicture, VariantStore, tags_of
from schema.keys.cache_tags import CACHE_TAG_HEADER, cache_tags, handle_tag
from schema.library.images import Image, StorageArea

_NEVER_STORED = "private, no-store"
_BRIEFLY = "public, max-age=0, s-maxage=5"
_A_MINUTE = "public, max-age=0, s-maxage=60"
_YEAR = 31_536_000
_IN_BROWSERS = 86_400
_PRIVATE_IN_BROWSERS = 3_600
_DIRECT_SECONDS = 60
_MINUTES = 300


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


def picture_answer(picture: ServedPicture, image: Image, *, variant: str | None, now: datetime) -> Answer:
    """The bytes, with the headers that S3 sends from now on where the edge reads it by itself; what is provisional or stands in
    for another is kept by the edge for an hour."""
    headers = {
        "Content-Type": picture.content_type,
        **_kept(image, now=now, is_provisional=picture.is_provisional or picture.stands_in),
        "ETag": picture.etag,
        "Accept-Ranges": "bytes",
        CACHE_TAG_HEADER: tags_of(image, variant),
    }
    return Answer(HTTPStatus.OK, headers, picture.body)


def facts_answer(image: Image, *, now: datetime) -> Answer:
    """The facts, kept as long as the picture."""
    headers = {"Content-Type": "application/json", **_kept(image, now=now), CACHE_TAG_HEADER: tags_of(image)}
    return Answer(HTTPStatus.OK, headers, facts_of(image))


def large_answer(
    picture: ServedPicture, image: Image, *, asked: CdnRequest, path: str, variant_store: VariantStore, now: datetime
) -> Answer:
    """Where S3 has what is too large for a function: at the same address, or, when that would lead here again or needs
    a signature that we do not get to see, at a signed one of S3 itself."""
    location = path
    if image.storage_area is not StorageArea.PUBLIC:
        lifetime = timedelta(seconds=max(1, min(_DIRECT_SECONDS, seconds_left(image, now=now))))
        location = variant_store.address(
            image, asked.variant, asked.format, content_type=picture.content_type, lifetime=lifetime
        )
    return Answer(HTTPStatus.FOUND, {"Location": location, "Cache-Control": _NEVER_STORED})


def _kept(image: Image, *, now: datetime, is_provisional: bool = False) -> dict[str, str]:
    """How long browsers and the edge may keep a picture: never longer than it is seen.

    Without `public`, so that the edge's function promises no more to versioned addresses; and not stale on errors,
    which CloudFront would else answer with what it should have forgotten
    (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html).
    """
    if image.expires_at is None:
        kept = PROVISIONAL_CACHE_CONTROL if is_provisional else CACHE_CONTROL
        return {"Cache-Control": kept[image.storage_area]}
    seconds = seconds_left(image, now=now)
    in_browsers = min(seconds, _PRIVATE_IN_BROWSERS if image.is_private else _IN_BROWSERS)
    directives = f"max-age={in_browsers}, s-maxage={seconds}, must-revalidate, stale-if-error=0"
    return {"Cache-Control": directives, "Expires": format_datetime(image.expires_at.astimezone(UTC), usegmt=True)}


def seconds_left(image: Image, *, now: datetime) -> int:
    """Whole seconds until the image expires; a year for one that does not."""
    if image.expires_at is None:
        return _YEAR
    return max(0, min(_YEAR, int((image.expires_at - now).total_seconds())))


def link_answer(image: Image, location: str, *, now: datetime) -> Answer:
    """A permanent redirect that is kept for minutes only: the name behind the id can change."""
    kept = f"public, max-age={min(_MINUTES, seconds_left(image, now=now))}"
    return _redirect(HTTPStatus.MOVED_PERMANENTLY, location, kept, tags=cache_tags(image.image_path, image.image_id))


def moved_answer(image: Image, location: str, *, now: datetime) -> Answer:
    """From where an image was to where it is, kept for minutes, and only where it can be purged: a browser that keeps
    the way there and then the way back, when the image moves back, goes in circles."""
    kept = f"public, max-age=0, s-maxage={min(_MINUTES, seconds_left(image, now=now))}"
    return _redirect(HTTPStatus.MOVED_PERMANENTLY, location, kept, tags=cache_tags(image.image_path, image.image_id))


def handle_answer(handle: str, location: str) -> Answer:
    """From a path that begins with a handle to the same one with its owner; a handle can become somebody else's."""
    return _redirect(HTTPStatus.FOUND, location, f"public, max-age={_MINUTES}", tags=handle_tag(handle))


def _redirect(status: HTTPStatus, location: str, kept: str, *, tags: str) -> Answer:
    return Answer(status, {"Location": location, "Cache-Control": kept, CACHE_TAG_HEADER: tags})


def refusal_answer(error: AppError, *, request_id: str) -> Answer:
    """The envelope. The edge keeps what is wrong or not there for seconds, which blunts a stampede, and what an upload cannot
    bring there for a minute; nothing else is kept by anybody."""
    kept = _BRIEFLY if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST) else _NEVER_STORED
    if isinstance(error, NeverThere):
        kept = _A_MINUTE
    headers = {"Content-Type": "application/json", "Cache-Control": kept} | error.headers
    return Answer(int(error.status), headers, json.dumps(error.body(request_id)).encode())
