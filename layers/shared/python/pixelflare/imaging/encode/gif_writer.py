"""Writing a GIF (GIF89a): what changes between frames, when to clear the canvas, how long each is shown.

Pillow compresses the pixels. The container is written here, because its own drops equal frames, rounds every duration
down to hundredths and gives each frame a palette.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import GifImagePlugin, Image, ImageChops

from pixelflare.imaging.encode.indexed import TRANSPARENT, indexed
from pixelflare.imaging.geometry.turns import Size

_TABLE_OF_256 = 0xF7
"""A global table of 256 colours, of 8 bits a channel."""
_KEEP, _CLEAR = 1, 2
"""What becomes of a frame when the next one is drawn."""
_MOST_HUNDREDTHS, _LEAST_HUNDREDTHS = 65_535, 2
_MOST_REPETITIONS = 65_535


class _Drawn(NamedTuple):
    """What is drawn of a frame, where, and what becomes of it."""

    pixels: Image.Image
    at: Size
    disposal: int


def gif_of(frames: Sequence[Image.Image], *, milliseconds: Sequence[int] = (), loops: int = 1) -> bytes:
    """The frames (L, RGB or RGBA, of one size) as a GIF; `loops` is how often it is played, 0 for ever.

    Every frame stays a frame, and what is rounded off one's duration is added to the next one's.
    """
    pictures = indexed(frames)
    size, palette = pictures[0].size, bytes(pictures[0].getpalette() or [])
    head = b"GIF89a" + struct.pack("<HHBBB", *size, _TABLE_OF_256, 0, 0) + palette
    return b"".join((head, _repetitions(loops), *_frames(pictures, milliseconds), b";"))


def _repetitions(loops: int) -> bytes:
    """The extension that Netscape introduced; it counts what comes after the first time, and 0 is for ever."""
    if loops == 1:
        return b""
    return b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", min(max(0, loops - 1), _MOST_REPETITIONS), 0)


def _frames(pictures: Sequence[Image.Image], milliseconds: Sequence[int]) -> Iterator[bytes]:
    shown = _hundredths(milliseconds) if len(pictures) > 1 else [0]
    for drawn, hundredths in zip(_changes(pictures), shown, strict=True):
        hole = TRANSPARENT if drawn.pixels.histogram()[TRANSPARENT] else None
        yield from GifImagePlugin.getdata(
            drawn.pixels, drawn.at, duration=10 * hundredths, disposal=drawn.disposal, transparency=hole
        )


def _hundredths(milliseconds: Sequence[int]) -> list[int]:
    """Whole hundredths of a second that come to the same time together."""
    shown, owed = [], 0.0
    for wanted in milliseconds:
        owed += wanted / 10
        shown.append(min(_MOST_HUNDREDTHS, max(_LEAST_HUNDREDTHS, round(owed))))
        owed -= shown[-1]
    return shown


def _changes(pictures: Sequence[Image.Image]) -> Iterator[_Drawn]:
    """Each picture as what it changes of the one before; all of it, where something must be cleared after it."""
    before: Image.Image | None = None
    for picture, following in zip(pictures, [*pictures[1:], None], strict=True):
        is_cleared = following is not None and _uncovers(picture, following)
        pixels = picture if before is None else _changed(picture, before)
        box = None if before is None or is_cleared else _opaque(pixels).getbbox() or (0, 0, 1, 1)
        yield _Drawn(pixels.crop(box) if box else pixels, box[:2] if box else (0, 0), _CLEAR if is_cleared else _KEEP)
        before = None if is_cleared else picture


def _uncovers(picture: Image.Image, following: Image.Image) -> bool:
    """Whether the next picture lets the background through where this one does not."""
    return ImageChops.subtract(_opaque(picture), _opaque(following)).getbbox() is not None


def _changed(picture: Image.Image, before: Image.Image) -> Image.Image:
    """The picture, transparent where it equals the one before."""
    same = ImageChops.difference(_indices(picture), _indices(before)).point([255] + [0] * 255)
    changed = picture.copy()
    changed.paste(TRANSPARENT, mask=same)
    return changed


def _opaque(picture: Image.Image) -> Image.Image:
    return _indices(picture).point([0 if index == TRANSPARENT else 255 for index in range(256)])


def _indices(picture: Image.Image) -> Image.Image:
    """The indices themselves, as grey."""
    return Image.frombytes("L", picture.size, picture.tobytes())
