"""Reserves a path for an image, and creates its upload form."""

import unicodedata
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.objects import ObjectStore, UploadTicket
from pixelflare.base.errors import UnsupportedMediaType
from pixelflare.base.ids import new_image_id, new_nonce
from pixelflare.base.parallel import at_once
from pixelflare.catalog import AlbumStore, Existing, check_expiry, ensure_album, imported_from
from pixelflare.uploads.claims import ClaimServices, claim_path
from pixelflare.uploads.names import is_derived, path_filename
from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION, may_be_a_picture
from schema.addresses.names import DEFAULT_ALBUM, extension_of, is_slug, is_tag
from schema.identity.users import Settings
from schema.keys.objects import upload_object
from schema.library.image_requests import CreateImage, OnConflict
from schema.library.images import Image, ImageStatus, ImportedFrom
from schema.limits import MAX_UPLOAD_BYTES, UPLOAD_FORM_SECONDS


def names_in(body: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Albums and tags that a body names which nobody has checked yet: one reservation, or many. Never raises."""
    many = body.get("images") if isinstance(body, dict) else None
    requests = [each for each in (many if isinstance(many, list) else [body]) if isinstance(each, dict)]
    albums = (each.get("album") or DEFAULT_ALBUM for each in requests)
    tags = (tag for each in requests if isinstance(each.get("tags"), list) for tag in each["tags"])
    return (
        frozenset(slug for slug in albums if isinstance(slug, str) and is_slug(slug)),
        frozenset(tag for tag in tags if isinstance(tag, str) and is_tag(tag)),
    )


_SAME = Image.model_fields.keys() & CreateImage.model_fields.keys()
"""What the record takes over from the request under the same name, unless it is decided below."""


def reserve_image(
    owner: str,
    request: CreateImage,
    *,
    claims: ClaimServices,
    albums: AlbumStore,
    uploads: ObjectStore,
    now: datetime,
    existing: Existing,
    image_id: str | None = None,
    fetched_from: ImportedFrom | None = None,
    added_by: str | None = None,
) -> tuple[Image, UploadTicket]:
    """The reserved record and its form, valid for 15 minutes. Missing values come from the owner's settings.

    A filename that was derived, and is taken, gets a number unless the request says otherwise. `existing` was read in the
    same request. `image_id` is one that nobody else has, so that repeated work finds its own image. `added_by` is the member of
    the album who sends it, if that is not the owner.
    Raises PathTaken, InvalidRequest, UnsupportedMediaType.
    """
    asked = _reservation(owner, request, existing.settings, image_id=image_id or new_image_id(), now=now)
    asked = asked.model_copy(update={"imported_from": fetched_from or asked.imported_from, "added_by": added_by})
    may_suffix = (request.on_conflict or _usual(asked)) is OnConflict.SUFFIX

    def claim() -> Image:
        return claim_path(asked, may_suffix=may_suffix, standing=existing.tags, services=claims)

    if asked.album in existing.albums:
        image = claim()
    else:
        image, album = at_once(claim, lambda: albums.find(owner, asked.album))
        if album is None:
            ensure_album(owner, asked.album, albums=albums, now=now)
    ticket = uploads.upload_form(
        upload_object(owner, image.image_id, image.nonce),
        content_type=image.declared_type,
        max_bytes=request.size_bytes or MAX_UPLOAD_BYTES,
        lifetime=timedelta(seconds=UPLOAD_FORM_SECONDS),
        now=now,
    )
    return image, ticket


def _reservation(owner: str, request: CreateImage, settings: Settings, *, image_id: str, now: datetime) -> Image:
    filename = path_filename(request.filename, unnamed=f"image-{image_id[-8:].lower()}")
    if request.expires_at is not None:
        check_expiry(request.expires_at, now=now)
    strip = settings.strip_metadata if request.strip_metadata is None else request.strip_metadata
    decided: dict[str, Any] = {
        "image_id": image_id,
        "owner": owner,
        "album": request.album or settings.default_album,
        "filename": filename,
        "display_name": unicodedata.normalize("NFC", request.filename),
        "status": ImageStatus.RESERVED,
        "visibility": request.visibility or settings.default_visibility,
        "nonce": new_nonce(),
        "declared_type": _declared_type(filename, request.content_type),
        "size_bytes": None,
        "declared_bytes": request.size_bytes,
        "strip_metadata": strip,
        "imported_from": imported_from(request.imported_from) if request.imported_from else None,
        "counted": True,
        "created_at": now,
        "updated_at": now,
    }
    return Image(**{name: getattr(request, name) for name in _SAME} | decided)


def _usual(image: Image) -> OnConflict:
    return OnConflict.SUFFIX if is_derived(image.filename, image.display_name) else OnConflict.REFUSE


def _declared_type(filename: str, content_type: str | None) -> str:
    """That of the extension, whichever type of picture the client declares: the bytes decide."""
    if not may_be_a_picture(content_type):
        raise UnsupportedMediaType(f"{content_type} is not a picture's type", details={"content_type": content_type})
    return CONTENT_TYPES_BY_EXTENSION[extension_of(filename)]
