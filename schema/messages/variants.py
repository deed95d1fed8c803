"""Messages of the variant queue."""

from typing import Literal

from pydantic import TypeAdapter

from schema.addresses.formats import Format
from schema.addresses.image_path import ImagePath
from schema.base import Message


class _AboutPlace(Message):
    image_id: str
    owner: str
    album_slug: str
    filename: str

    @property
    def image_path(self) -> ImagePath:
        return ImagePath(self.owner, self.album_slug, self.filename)


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


class OftenAsked(Message):
    """AVIFs of an image that were made while a viewer waited are asked for again and again: smaller ones pay now."""

    kind: Literal["often_asked"] = "often_asked"
    image_id: str
    owner: str


AboutVariants = VariantsRequested | VariantRequested | PathVacated | OftenAsked
VariantMessage = TypeAdapter[AboutVariants](AboutVariants)
