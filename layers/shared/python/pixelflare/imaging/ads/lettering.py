"""Words in boxes: as large as they can be, in as few lines as look well, never cut."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont

from pixelflare.imaging.ads.boxes import Box

_FOLDER = Path(__file__).parent / "fonts"
_STEP = 0.94
"""From one size that is tried to the next smaller one."""


class Face(StrEnum):
    TEXT = "Inter-Regular.ttf"
    STRONG = "Inter-SemiBold.ttf"
    HEAVY = "Inter-ExtraBold.ttf"
    POSTER = "Anton-Regular.ttf"
    SERIF = "PlayfairDisplay-SemiBold.ttf"


@cache
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FOLDER / face.value, size)


class Lines(NamedTuple):
    """A text as it is set: its lines, one below the other."""

    lines: tuple[str, ...]
    face: Face
    size: int
    leading: int
    """From one baseline to the next."""
    width: int
    height: int


class DoesNotFit(Exception):
    """The words are too many for the place, even as small as can be read."""


def fitted(text: str, face: Face, box: tuple[int, int], *, largest: int, smallest: int, most_lines: int) -> Lines:
    """The text as large as it fits. Raises DoesNotFit."""
    size = largest
    while size >= smallest:
        found = _set(text, face, size, box[0], most_lines)
        if found and found.height <= box[1]:
            return found
        size = min(size - 1, round(size * _STEP))
    raise DoesNotFit(text)


def _set(text: str, face: Face, size: int, width: int, most_lines: int) -> Lines | None:
    used = font(face, size)
    lines = _broken(text.split(), used, width, most_lines)
    if lines is None:
        return None
    leading = round(size * (1.1 if face is Face.POSTER else 1.18))
    widest = max(used.getlength(line) for line in lines)
    return Lines(lines, face, size, leading, round(widest), leading * len(lines))


def _broken(words: list[str], used: ImageFont.FreeTypeFont, width: int, most_lines: int) -> tuple[str, ...] | None:
    """In the fewest lines that hold it, all about equally long. None if it takes too many, or one word is too long."""
    for count in range(1, most_lines + 1):
        lines = _in_lines(words, used, width, count)
        if lines:
            return lines
    return None


def _in_lines(words: list[str], used: ImageFont.FreeTypeFont, width: int, count: int) -> tuple[str, ...] | None:
    """The narrowest column that gives so many lines, so that no last line is a single short word."""
    if used.getlength(" ".join(words)) <= width:
        return (" ".join(words),)
    for share in (0.6, 0.7, 0.8, 0.9, 1.0):
        lines = _filled(words, used, width * share)
        if lines and len(lines) <= count:
            return lines
    return None


def _filled(words: list[str], used: ImageFont.FreeTypeFont, width: float) -> tuple[str, ...] | None:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if used.getlength(longer) <= width:
            lines[-1] = longer
        elif used.getlength(word) <= width:
            lines.append(word)
        else:
            return None
    return tuple(line for line in lines if line)


def box_of(text: Lines, place: Box, across: float, down: float) -> Box:
    return place.placed((text.width, text.height), across, down)
