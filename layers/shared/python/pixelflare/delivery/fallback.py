"""What viewers get who take neither AVIF nor WebP: the edge does not know what the picture needs, the record does.

The edge asks for `{variant}.auto` where the path's extension leaves that open.
Docs: docs/decisions/0041-what-old-programs-get.md.
"""

from dataclasses import replace
from typing import NamedTuple

from pixelflare.imaging import RenderJob
from pixelflare.imaging.animation.motion import moves
from schema.addresses.formats import Format
from schema.addresses.option_values import Output
from schema.addresses.options import Options
from schema.addresses.presets import Fit
from schema.library.images import PictureFacts

_OUTPUTS = {Format.JPEG: Output.JPEG, Format.PNG: Output.PNG, Format.GIF: Output.GIF}


class Fallback(NamedTuple):
    """A variant's name, its format and its options."""

    name: str
    format: Format
    options: Options


def fallback_of(name: str, options: Options, facts: PictureFacts | None) -> Fallback:
    """GIF for what moves, PNG for what is transparent, else JPEG. `f=jpeg` alone is the whole picture in the format."""
    format_ = _format_of(name, options, facts) if facts else Format.JPEG
    if options == Options(f=Output.JPEG):
        options = replace(options, f=_OUTPUTS[format_])
        name = options.segment
    return Fallback(name, format_, options)


def _format_of(name: str, options: Options, facts: PictureFacts) -> Format:
    plain = replace(options, f=Output.AUTO)
    if moves(RenderJob(name, Format.GIF, plain), (facts.width, facts.height), facts.frames):
        return Format.GIF
    return Format.PNG if _is_transparent(options, has_alpha=facts.has_alpha) else Format.JPEG


def _is_transparent(options: Options, *, has_alpha: bool) -> bool:
    """Whether something shines through the result: the ground covers what is transparent, unless it is so itself."""
    has_canvas = bool(options.pad or options.border) or options.fit is Fit.PAD
    if not options.bg and not has_canvas:
        return has_alpha
    is_clear = len(options.bg) == len("rrggbbaa") and not options.bg.endswith("ff")
    return is_clear and (has_alpha or has_canvas)
