"""What assistants ask for over the Model Context Protocol: the arguments of each tool, as its schema shows them."""

from typing import Annotated

from pydantic import Field

from schema.base import Request
from schema.library.images import Visibility
from schema.limits import (
    MAX_ALT_LENGTH,
    MAX_DESCRIPTION_LENGTH,
    MAX_DISPLAY_NAME_LENGTH,
    MAX_FETCHED_ADDRESS_LENGTH,
    MAX_SEARCH_LENGTH,
    MAX_TAGS,
    MAX_TITLE_LENGTH,
)
from schema.types import Slug, Tag, Text

PROTOCOL_VERSIONS = ("2025-03-26", "2025-06-18", "2025-11-25")
"""Revisions of the protocol that are understood, the newest last: https://modelcontextprotocol.io/specification/versioning."""
MAX_HITS = 50

ImageId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$", description="The image's id")]


class SearchImages(Request):
    query: Annotated[
        str,
        Field(
            max_length=MAX_SEARCH_LENGTH,
            description="Words of titles, tags, labels, captions, albums; filters such as album:trip, tag:sea, before:2026-01-01. "
            "All must be there; OR joins neighbours, - excludes. Empty: the newest images",
        ),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=MAX_HITS)] = 10
    cursor: Annotated[str | None, Field(max_length=2000, description="`next_cursor` of the page before")] = None


class GetImage(Request):
    image_id: ImageId


class UploadImage(Request):
    address: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_FETCHED_ADDRESS_LENGTH,
            description="An https:// address in the public Internet",
        ),
    ]
    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)] | None = None
    album: Slug | None = None
    title: Annotated[Text, Field(max_length=MAX_TITLE_LENGTH)] | None = None
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH, description="What the picture shows")] | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS)] = ()
    visibility: Visibility | None = None


class EmbedImage(Request):
    image_id: ImageId
    widths: Annotated[str, Field(max_length=200, description="Pixels, with commas between: 320,640,1280")] = ""
    sizes: Annotated[str | None, Field(max_length=500, description="How wide the page shows it: `sizes` of HTML")] = (
        None
    )
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH)] | None = None


class TransformImage(Request):
    image_id: ImageId
    options: Annotated[
        str,
        Field(
            min_length=1,
            max_length=700,
            description="Such as w=300,h=200,fit=cover,f=webp. Others: fit (scale-down, contain, cover, crop, pad, squeeze), "
            "g (face, center, top, …), q, blur, sharpen, gray=1, rotate, flip, br, co, sat, bg, border, dpr",
        ),
    ]


class ListAlbums(Request):
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str | None, Field(max_length=2000)] = None


class CreateAnAlbum(Request):
    slug: Slug
    title: Annotated[Text, Field(min_length=1, max_length=MAX_TITLE_LENGTH)] | None = None
    description: Annotated[str, Field(max_length=MAX_DESCRIPTION_LENGTH)] = ""
