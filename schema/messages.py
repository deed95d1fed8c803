"""Bodies of the queue messages."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from schema.formats import Format
from schema.keys import Place


class _Message(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class _AboutPlace(_Message):
    image_id: str
    owner: str
    album_slug: str
    filename: str

    @property
    def place(self) -> Place:
        return Place(self.owner, self.album_slug, self.filename)


class VariantsRequested(_AboutPlace):
    """Publish an image: its public original and the named variants; none named means the whole ladder."""

    kind: Literal["variants_requested"] = "variants_requested"
    variants: tuple[str, ...] = ()
    if_unfinished: bool = False
    """Only when the ladder has not been published meanwhile: a safety net for whoever asks in the ordinary way next."""


class VariantRequested(_AboutPlace):
    """One variant, in one format: options that were not finished while a viewer waited. Without a format it is the
    originals' message for a preset; still accepted."""

    variant: str
    format: Format | None = None


class PathVacated(_AboutPlace):
    """An image has left its path: whatever a late writer may have put there since must go."""

    kind: Literal["path_vacated"] = "path_vacated"


class OftenAsked(_Message):
    """AVIFs of an image that were made while a viewer waited are asked for again and again: smaller ones pay now."""

    kind: Literal["often_asked"] = "often_asked"
    image_id: str
    owner: str


AboutVariants = VariantsRequested | VariantRequested | PathVacated | OftenAsked
VariantMessage = TypeAdapter[AboutVariants](AboutVariants)


class _S3Bucket(BaseModel):
    name: str


class _S3Object(BaseModel):
    key: str
    size: Annotated[int, Field(ge=0)] = 0
    etag: str = ""


class _S3Detail(BaseModel):
    bucket: _S3Bucket
    object: _S3Object


class ObjectCreated(BaseModel):
    """S3's own event as EventBridge hands it to the queue; only the parts that are read."""

    detail: _S3Detail
