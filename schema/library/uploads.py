"""Requests and answers for uploads and downloads of whole files, and for many reservations at once."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, RootModel, SkipValidation

from schema.base import Request, Resource
from schema.errors import ErrorDetail
from schema.library.image_requests import CreateImage, OnConflict
from schema.library.image_resource import ImageResource
from schema.library.images import Visibility
from schema.limits import (
    MAX_ALT_LENGTH,
    MAX_DISPLAY_NAME_LENGTH,
    MAX_FETCHED_ADDRESS_LENGTH,
    MAX_IMAGES_AT_ONCE,
    MAX_LICENSE_LENGTH,
    MAX_TAGS,
    MAX_TITLE_LENGTH,
)
from schema.types import Moment, Slug, Tag, Text


class UploadForm(Resource):
    """A reserved image and the ways to send its bytes. Post the form as multipart/form-data, all fields and then
    `file`. Or, up to 4 MiB, PUT the bytes to `direct_url`, which contains `token`."""

    image: ImageResource
    imageId: str
    uploadUrl: str
    upload_url: str
    fields: dict[str, str]
    token: str
    direct_url: str
    expires_at: datetime
    """The expiry of the form and the token."""


class CreateImages(Request):
    """Reserves many paths. One failed reservation does not affect the others."""

    images: Annotated[list[SkipValidation[CreateImage]], Field(min_length=1, max_length=MAX_IMAGES_AT_ONCE)]


class CreateImageFrom(Request):
    """Fetches a picture from an address. `filename` is the end of the address's path, if it is left out.

    Missing values of album, visibility and strip_metadata come from the owner's settings.
    """

    address: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_FETCHED_ADDRESS_LENGTH,
            description="An https:// address in the public Internet",
            json_schema_extra={"format": "uri"},
        ),
    ]
    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)] | None = None
    album: Slug | None = None
    on_conflict: OnConflict = OnConflict.SUFFIX
    visibility: Visibility | None = None
    expires_at: Moment | None = None
    strip_metadata: bool | None = None
    tags: Annotated[frozenset[Tag], Field(max_length=MAX_TAGS)] = frozenset()
    title: Annotated[Text, Field(max_length=MAX_TITLE_LENGTH)] | None = None
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH)] | None = None
    license: Annotated[Text, Field(max_length=MAX_LICENSE_LENGTH)] | None = None


class OneOrMany(RootModel[SkipValidation[CreateImage | CreateImages]]):
    """`images` decides which of the two is meant. The route then parses that one, for precise error messages."""

    model_config = ConfigDict(defer_build=True)

    @property
    def is_many(self) -> bool:
        return isinstance(self.root, dict) and "images" in self.root


class Reservation(Resource):
    """The outcome of one reservation. `status` is what a single request would have returned."""

    index: int
    status: int
    form: UploadForm | None = None
    error: ErrorDetail | None = None


class Reservations(Resource):
    """In the requested order."""

    results: list[Reservation]


class DownloadAddress(Resource):
    """The address of the untouched bytes, valid for a minute."""

    url: str
    expires_at: datetime
