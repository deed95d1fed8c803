"""What the API asks and says about uploads and downloads of whole files, and about many reservations at once."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, RootModel, SkipValidation

from schema.base import Request, Resource
from schema.errors import ErrorDetail
from schema.library.image_requests import CreateImage
from schema.library.image_resource import ImageResource
from schema.limits import MAX_IMAGES_AT_ONCE


class UploadForm(Resource):
    """A reserved image and the ways to send its bytes: the form, as multipart/form-data, all fields and then `file`;
    or, up to 4 MiB, one PUT of the bare bytes to `direct_url`, which holds `token`."""

    image: ImageResource
    imageId: str
    uploadUrl: str
    upload_url: str
    fields: dict[str, str]
    token: str
    direct_url: str
    expires_at: datetime
    """Of the form and of the token."""


class CreateImages(Request):
    """Reserve many paths. Each is judged by itself, so a mistake in one is no mistake of the whole."""

    images: Annotated[list[SkipValidation[CreateImage]], Field(min_length=1, max_length=MAX_IMAGES_AT_ONCE)]


class OneOrMany(RootModel[SkipValidation[CreateImage | CreateImages]]):
    """Which of the two is meant says `images`; the route reads it as that, so that a mistake is explained as one in it."""

    model_config = ConfigDict(defer_build=True)

    @property
    def is_many(self) -> bool:
        return isinstance(self.root, dict) and "images" in self.root


class Reservation(Resource):
    """The outcome of one of many: `status` is what a request for it alone would have answered."""

    index: int
    status: int
    form: UploadForm | None = None
    error: ErrorDetail | None = None


class Reservations(Resource):
    """In the order asked."""

    results: list[Reservation]


class DownloadAddress(Resource):
    """Where the untouched bytes can be fetched from, for a minute."""

    url: str
    expires_at: datetime
