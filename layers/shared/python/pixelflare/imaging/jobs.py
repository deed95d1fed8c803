"""What can be ordered of a picture, and what comes back."""

from enum import StrEnum
from typing import NamedTuple

from schema.addresses.formats import Format
from schema.addresses.options import Options, options_of

JUDGEMENTS = 4
"""Qualities that `q=auto` tries at most: an encode, a decode and a comparison each."""
JUDGED_PIXELS = 4_000_000
"""Of a larger picture it looks at so many: a whole one of 60 megapixels would be encoded for minutes."""


class RenderJob(NamedTuple):
    """One variant in one format: its name, a preset's or a segment of options, and the options that the name means."""

    name: str
    format: Format
    options: Options


def job_of(name: str, format_: Format) -> RenderJob:
    """The job of making the variant with that name. Raises ValueError if it is neither a preset nor options."""
    return RenderJob(name, format_, options_of(name))


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
