"""How each output format is written: one table, calibrated so that all formats look alike.

Why these: docs/decisions/0004-how-pictures-are-made.md. AVIF at speed 9 costs the CPU of WebP at method 4,
methods 3 and 5 of WebP are never worth their time, progressive JPEG saves a tenth of the bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from PIL import AvifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from pixelflare.imaging.encode.gif_writer import gif_of
from pixelflare.imaging.encode.likeness import least_quality
from pixelflare.imaging.geometry.geometry import is_progressive
from pixelflare.imaging.geometry.turns import Size
from pixelflare.imaging.jobs import Effort
from pixelflare.imaging.metadata.avif_plays import with_plays
from pixelflare.imaging.metadata.location import EXIF_PREFIX
from schema.addresses.formats import Format
from schema.addresses.option_values import AUTO_QUALITY, Compression
from schema.addresses.options import Options

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
        best={"speed": 6, "quality": 59},
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
    Format.GIF: Writer("GIF", frozenset({"L", "RGB", "RGBA"}), {}, quick={}, best={}),
}
_USUAL = 80
"""Of WebP and JPEG; `q` is said on this scale."""
_LARGE, _USUAL_LARGE, _BEST_LARGE = 500_000, 59, 58
"""From so many pixels on, AVIF looks like WebP at a lower quality: 61 was measured at 512 pixels of width, 54 at 1024 (but
more where colours are strong, so not as low as that). The slow encoder looks like the fast one a little lower still:
within 0.001 of SSIM on eight photographs, with 15 to 20 % fewer bytes."""
_SMALL_SPEEDS = ((256 * 256, 7), (512 * 512, 8))
"""Up to so many pixels, and the speed. At speed 9 an AVIF of this size is larger than a WebP that looks alike; at these it
is smaller, for 10 to 50 ms more (docs/decisions/0026-small-avifs-take-longer.md)."""
_LOSSLESS = frozenset({Format.PNG, Format.GIF})
"""Those that a quality means nothing to."""
_NO_KEY_FRAMES = {"kmin": 0, "kmax": 0}
"""Of an animated WebP: each frame is what changes of the one before. Trying whole frames as well, as the encoder does
unless it is told not to, takes a third to two thirds more time for up to twice the bytes."""


def encoded(
    picture: Image.Image,
    format: Format,  # noqa: A002 - the word for it
    *,
    effort: Effort,
    look: Options = PLAIN,
    exif: bytes = b"",
) -> bytes:
    """The picture's bytes in that format; its mode must be one of the writer's."""
    options = settings(format, picture.size, effort=effort, look=look)
    if exif:
        options = options | {"exif": EXIF_PREFIX + exif if format is Format.JPEG else exif}
    if format is Format.GIF:
        return gif_of([picture])
    if look.q == AUTO_QUALITY and format not in _LOSSLESS:
        tried = partial(settings, format, picture.size, effort=effort)
        return least_quality(
            picture, lambda part, quality: _saved(part, format, options | tried(look=replace(look, q=quality)))
        )
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
    if format is Format.GIF:
        return gif_of(frames, milliseconds=milliseconds, loops=loops)
    options = settings(format, frames[0].size, effort=effort, look=look, is_still=False)
    timing: dict[str, Any] = {"save_all": True, "append_images": frames[1:], "duration": list(milliseconds)}
    if format is Format.WEBP:
        timing |= {"loop": loops} | _NO_KEY_FRAMES
    body = _saved(frames[0], format, options | timing)
    return with_plays(body, loops) if format is Format.AVIF and loops else body


def settings(
    format: Format,  # noqa: A002 - the word for it
    size: Size,
    *,
    effort: Effort,
    look: Options,
    is_still: bool = True,
) -> dict[str, Any]:
    """The writer's options for a look at that size; what is asked for in the look wins over the effort."""
    if look.compression is not None:
        effort = Effort.QUICK if look.compression is Compression.FAST else Effort.BEST
    writer = WRITERS[format]
    options = writer.options | {Effort.QUICK: writer.quick, Effort.BEST: writer.best}.get(effort, {})
    if format is Format.JPEG:
        options = options | {"progressive": is_progressive(look)}
    if format in _LOSSLESS:
        return options
    if format is Format.AVIF and effort is Effort.STORED and is_still:
        options = options | _small_speed(size)
    if format is Format.AVIF or look.q:
        quality = look.q or _USUAL
        return options | {"quality": _of_avif(quality, size, options) if format is Format.AVIF else quality}
    return options


def _small_speed(size: Size) -> dict[str, Any]:
    """AVIF's speed where the picture is small."""
    pixels = size[0] * size[1]
    return next(({"speed": speed} for most, speed in _SMALL_SPEEDS if pixels <= most), {})


def _of_avif(quality: int, size: Size, options: dict[str, Any]) -> int:
    """AVIF's quality that looks like one on WebP's and JPEG's scale; `options` has the one of small pictures that looks like 80."""
    usual = int(options["quality"])
    if size[0] * size[1] >= _LARGE:
        usual = _USUAL_LARGE if usual == WRITERS[Format.AVIF].options["quality"] else _BEST_LARGE
    if quality <= _USUAL:
        return max(1, round(quality * usual / _USUAL))
    return round(usual + (quality - _USUAL) * (100 - usual) / (100 - _USUAL))


def _saved(picture: Image.Image, format: Format, options: dict[str, Any]) -> bytes:  # noqa: A002
    body = io.BytesIO()
    picture.save(body, WRITERS[format].name, **options)
    return body.getvalue()
