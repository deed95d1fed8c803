"""How each output format is written: one table, calibrated so that all formats look alike.

Why these: docs/decisions/0004-how-pictures-are-made.md. AVIF at speed 9 costs the CPU of WebP at method 4,
methods 3, 5 and 6 of WebP are never worth their time, progressive JPEG saves a tenth of the bytes.
"""

import io
from typing import Any, NamedTuple

from PIL import AvifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from pixelflare.imaging.orders import Effort
from schema.formats import Format

# Pillow finds a writer by name among the imported plugins; naming them spares its search through all of them.
_WRITERS = (AvifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)


class Writer(NamedTuple):
    """Pillow's name of the format, the modes it writes, and its options; `quick` replaces options for Effort.QUICK."""

    name: str
    modes: frozenset[str]
    options: dict[str, Any]
    quick: dict[str, Any]


WRITERS: dict[Format, Writer] = {
    Format.WEBP: Writer("WEBP", frozenset({"RGB", "RGBA"}), {"quality": 80, "method": 4}, {"quality": 81, "method": 2}),
    Format.AVIF: Writer(
        "AVIF", frozenset({"RGB", "RGBA"}), {"quality": 62, "speed": 9, "subsampling": "4:2:0", "max_threads": 1}, {}
    ),
    Format.JPEG: Writer(
        "JPEG",
        frozenset({"L", "RGB"}),
        {"quality": 80, "progressive": True, "optimize": True, "subsampling": "4:2:0"},
        {},
    ),
    Format.PNG: Writer("PNG", frozenset({"L", "LA", "RGB", "RGBA"}), {"compress_level": 6}, {"compress_level": 3}),
}


def encoded(picture: Image.Image, format: Format, *, effort: Effort) -> bytes:  # noqa: A002 - the word for it
    """The picture's bytes in that format; its mode must be one of the writer's."""
    writer = WRITERS[format]
    options = writer.options | writer.quick if effort is Effort.QUICK else writer.options
    body = io.BytesIO()
    picture.save(body, writer.name, **options)
    return body.getvalue()
