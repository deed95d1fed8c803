"""How each output format is written: one table, calibrated so that all formats look alike.

Why these: docs/decisions/0004-how-pictures-are-made.md. AVIF at speed 9 costs the CPU of WebP at method 4,
methods 3 and 5 of WebP are never worth their time, progressive JPEG saves a tenth of the bytes.
"""

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from PIL import AvifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from pixelflare.imaging.geometry import is_progressive
from pixelflare.imaging.likeness import least_quality
from pixelflare.imaging.metadata.place import EXIF_PREFIX
from pixelflare.imaging.orders import Effort
from schema.formats import Format
from schema.option_values import AUTO_QUALITY, Compression
from schema.options import Options

# Pillow finds a writer by name among the imported plugins; naming them spares its search through all of them.
_WRITERS = (AvifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

PLAIN = Options()
"""The look of a preset."""


class Writer(NamedTuple):
    """Pillow's name of the format, the modes it writes, and its options; `quick` and `best` replace some by the effort."""

    name: str
    modes: frozenset[str]
    options: dict[str, Any]
    quick: dict[str, Any]
    best: dict[str, Any]


WRITERS: dict[Format, Writer] = {
    Format.WEBP: Writer(
        "WEBP",
        frozenset({"RGB", "RGBA"}),
        {"quality": 80, "method": 4},
        quick={"quality": 81, "method": 2},
        best={"method": 6},
    ),
    Format.AVIF: Writer(
        "AVIF",
        frozenset({"RGB", "RGBA"}),
        {"quality": 62, "speed": 9, "subsampling": "4:2:0", "max_threads": 1},
        quick={},
        best={"speed": 6},
    ),
    Format.JPEG: Writer(
        "JPEG",
        frozenset({"L", "RGB"}),
        {"quality": 80, "progressive": True, "optimize": True, "subsampling": "4:2:0"},
        quick={},
        best={},
    ),
    Format.PNG: Writer(
        "PNG",
        frozenset({"L", "LA", "RGB", "RGBA"}),
        {"compress_level": 6},
        quick={"compress_level": 3},
        best={"compress_level": 9},
    ),
}
_USUAL, _USUAL_AVIF = 80, 62
"""The same look; `q` is said on the scale of the first."""
ANIMATED = frozenset({Format.WEBP, Format.AVIF})


def encoded(
    picture: Image.Image,
    format: Format,  # noqa: A002 - the word for it
    *,
    effort: Effort,
    look: Options = PLAIN,
    exif: bytes = b"",
) -> bytes:
    """The picture's bytes in that format; its mode must be one of the writer's."""
    options = settings(format, effort=effort, look=look)
    if exif:
        options = options | {"exif": EXIF_PREFIX + exif if format is Format.JPEG else exif}
    if look.q == AUTO_QUALITY and format is not Format.PNG:
        return least_quality(picture, lambda quality: _saved(picture, format, _at_quality(options, format, quality)))
    return _saved(picture, format, options)


def encoded_animation(
    frames: Sequence[Image.Image],
    format: Format,  # noqa: A002 - the word for it
    *,
    milliseconds: Sequence[int],
    loops: int,
    effort: Effort,
    look: Options = PLAIN,
) -> bytes:
    """The frames as one animation; `loops` is how often it is played, 0 for ever."""
    options = settings(format, effort=effort, look=look)
    timing: dict[str, Any] = {"save_all": True, "append_images": frames[1:], "duration": list(milliseconds)}
    if format is Format.WEBP:
        timing |= {"loop": loops, "minimize_size": False}
    return _saved(frames[0], format, options | timing)


def settings(format: Format, *, effort: Effort, look: Options) -> dict[str, Any]:  # noqa: A002 - the word for it
    """The writer's options for a look; what is asked for in the look wins over the effort."""
    if look.compression is not None:
        effort = Effort.QUICK if look.compression is Compression.FAST else Effort.BEST
    writer = WRITERS[format]
    options = writer.options | {Effort.QUICK: writer.quick, Effort.BEST: writer.best}.get(effort, {})
    if format is Format.JPEG:
        options = options | {"progressive": is_progressive(look)}
    return _at_quality(options, format, look.q) if look.q and format is not Format.PNG else options


def _at_quality(options: dict[str, Any], format: Format, quality: int) -> dict[str, Any]:  # noqa: A002
    """The options with a quality on WebP's and JPEG's scale; AVIF's is bent so that it looks the same."""
    if format is not Format.AVIF:
        return options | {"quality": quality}
    if quality <= _USUAL:
        return options | {"quality": max(1, round(quality * _USUAL_AVIF / _USUAL))}
    return options | {"quality": round(_USUAL_AVIF + (quality - _USUAL) * (100 - _USUAL_AVIF) / (100 - _USUAL))}


def _saved(picture: Image.Image, format: Format, options: dict[str, Any]) -> bytes:  # noqa: A002
    body = io.BytesIO()
    picture.save(body, WRITERS[format].name, **options)
    return body.getvalue()
