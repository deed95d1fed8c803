"""What can be ordered of a picture, and what comes back."""

from enum import StrEnum
from typing import NamedTuple

from schema.addresses.formats import Format


class RenderJob(NamedTuple):
    """One variant in one format. `preset` is the name of a preset or a segment of options (schema.addresses.options)."""

    preset: str
    format: Format


class Rendered(NamedTuple):
    """An order's result. width and height are in pixels; orders that come to the same pixels share one body."""

    order: RenderJob
    body: bytes
    width: int
    height: int
    frames: int = 1


class Subject(NamedTuple):
    """What a picture is of, in fractions of its displayed width and height: where the eye goes, and boxes of faces."""

    focus: tuple[float, float] | None = None
    faces: tuple[tuple[float, float, float, float], ...] = ()


NOBODY_LOOKED = Subject()
"""Where the eye goes is then found out when an order needs it."""


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
    BEST = "best"
    """For what is asked for often: several times the CPU, a tenth to a fifth fewer bytes as AVIF."""
