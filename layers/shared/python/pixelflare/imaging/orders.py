"""What can be ordered of a picture, and what comes back."""

from enum import StrEnum
from typing import NamedTuple

from schema.formats import Format


class Order(NamedTuple):
    """One variant: a preset by name (schema.presets) in one format."""

    preset: str
    format: Format


class Rendered(NamedTuple):
    """An order's result. width and height are in pixels; orders that come to the same pixels share one body."""

    order: Order
    body: bytes
    width: int
    height: int


class PublicOriginal(NamedTuple):
    """What is given out as the original, and what it is; the type is another than the upload's for a rendering."""

    body: bytes
    content_type: str


class Effort(StrEnum):
    """How much CPU the encoder may spend for fewer bytes."""

    STORED = "stored"
    """For what is kept and served many times."""
    QUICK = "quick"
    """For a visitor who waits: about half the time of encoding a WebP, 8 % more bytes at the same quality."""
