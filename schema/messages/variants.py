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
    """Publishes an image: its public original and the named variants. Without names, all presets."""

    kind: Literal["variants_requested"] = "variants_requested"
    variants: tuple[str, ...] = ()
    if_unfinished: bool = False
    """Only if the presets are not published yet: a fallback message for the ordinary one."""


class VariantRequested(_AboutPlace):
    """One variant in one format, which was not finished while a viewer waited. Without a format it is the earlier
    message for a preset, which is still accepted."""

    variant: str
    format: Format | None = None
    on_demand: bool = False
    """Whether it expires: it is neither a preset nor signed for."""


class PathVacated(_AboutPlace):
    """An image has left its path. Everything that a late writer may have put there must go."""

    kind: Literal["path_vacated"] = "path_vacated"


class OftenAsked(Message):
    """An image's provisional AVIFs are requested often, so smaller ones pay off now."""

    kind: Literal["often_asked"] = "often_asked"
    image_id: str
    owner: str


class WatermarkChanged(Message):
    """An owner's watermark is another picture, new, or gone. Whatever bears it has to be made again."""

    kind: Literal["watermark_changed"] = "watermark_changed"
    owner: str
    watermark: str


AboutVariants = VariantsRequested | VariantRequested | PathVacated | OftenAsked | WatermarkChanged
VariantMessage = TypeAdapter[AboutVariants](AboutVariants)
