"""What would be made of a picture, step by step in sizes and words, without touching a pixel."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pixelflare.imaging.animation.motion import moves
from pixelflare.imaging.geometry.geometry import Finish, recipe_of
from pixelflare.imaging.geometry.plan import Plan, plan_for
from pixelflare.imaging.geometry.turns import WHOLE, Size, displayed
from pixelflare.imaging.jobs import NOBODY_LOOKED, Effort, Subject, job_of
from schema.addresses.formats import Format
from schema.addresses.option_values import AUTO_QUALITY
from schema.addresses.options import Options

_JPEG = "image/jpeg"
_DECODER_SCALES = (8, 4, 2)
"""libjpeg decodes at these parts of the size; see pixelflare.imaging.decode.decode.decode.shrink_on_load."""


class Step(NamedTuple):
    """One thing that is done, with the size after it."""

    name: str
    detail: str
    size: Size
    parameters: dict[str, Any]


class Source(NamedTuple):
    """What is known of a picture; the size is the displayed one."""

    size: Size
    content_type: str
    frames: int = 1
    subject: Subject = NOBODY_LOOKED
    orientation: int = 1
    """EXIF's, 1 to 8."""


class Description(NamedTuple):
    """`is_exact` is false where the size hangs on what trimming finds."""

    steps: tuple[Step, ...]
    size: Size
    frames: int
    is_exact: bool


def result_size(options: Options, size: Size, *, subject: Subject = NOBODY_LOOKED) -> Size:
    """The size in pixels of what the options make of a picture of that size; as if `trim` found nothing to cut off."""
    geometry, finish = recipe_of(options, size, subject=subject)
    return finish.canvas.size if finish.canvas else displayed(geometry.size, finish.turn)


def describe(source: Source, variant: str, format_: Format) -> Description:
    """What is done to make this variant; raises ValueError when it is neither a preset nor options.

    Loads the image library for the encoder's settings.
    """
    order = job_of(variant, format_)
    options = order.options
    plan = plan_for(source.size, [order], subject=source.subject)
    size = result_size(options, source.size, subject=source.subject)
    frames = source.frames if moves(order, source.size, source.frames) else 1
    steps = [*_decoded(source, plan, options, frames), *_cut(plan, options), *_finished(plan, size)]
    steps.append(_encoded(format_, size, plan.pieces[0].finish.look, frames))
    return Description(tuple(steps), size, frames, is_exact=not options.trim)


def _decoded(source: Source, plan: Plan, options: Options, frames: int) -> Iterator[Step]:
    scale = 1 if options.trim or frames > 1 else _decoder_scale(source, plan)
    size = tuple(-(-side // scale) for side in source.size)
    kind = source.content_type.partition("/")[2]
    detail = f"{kind} at 1/{scale} of its size" if scale > 1 else f"{kind} whole"
    which = {"frames": frames} if frames > 1 else {"frame": options.frame} if options.frame else {}
    yield Step("decode", detail, displayed((size[0], size[1]), source.orientation), {"scale": scale} | which)
    turned = {"orientation": source.orientation} if source.orientation != 1 else {}
    yield Step("upright", "turned as its EXIF says, 8 bits in sRGB", (size[0], size[1]), turned)
    if options.trim:
        yield Step("trim", "edges of one colour, as far as there are any", source.size, {"tolerance": options.trim})
    if plan.base != size:
        yield Step("resize", "the whole picture", plan.base, {})


def _decoder_scale(source: Source, plan: Plan) -> int:
    if source.content_type != _JPEG:
        return 1
    room = min(own // least for own, least in zip(source.size, plan.decode, strict=True))
    return next((scale for scale in _DECODER_SCALES if room >= scale), 1)


def _cut(plan: Plan, options: Options) -> Iterator[Step]:
    geometry = plan.pieces[0].geometry
    if geometry.box != WHOLE:
        sides = dict(zip(("left", "top", "right", "bottom"), (round(side, 4) for side in geometry.box), strict=True))
        yield Step("crop", f"this part, around {options.g}, at this size", geometry.size, sides)
    elif geometry.size != plan.base:
        yield Step("resize", "to the size that is asked for", geometry.size, {})


def _finished(plan: Plan, size: Size) -> Iterator[Step]:
    """In the order of pixelflare.imaging.effects.effects.STEPS."""
    piece = plan.pieces[0]
    turned = displayed(piece.geometry.size, piece.finish.turn)
    look = piece.finish.look
    if piece.finish.turn != 1:
        yield Step("turn", "by rotate and flip", turned, {"rotate": look.rotate, "flip": look.flip})
    if not look.br == look.co == look.gamma == 1.0:
        yield Step("tone", "brightness, contrast, gamma", turned, {"br": look.br, "co": look.co, "gamma": look.gamma})
    if look.gray or look.sat != 1.0:
        yield Step("colour", "in greys" if look.gray else "saturation", turned, {} if look.gray else {"sat": look.sat})
    if look.blur:
        yield Step("blur", "Gaussian, radius in pixels of the result", turned, {"radius": look.blur})
    if look.sharpen:
        yield Step("sharpen", "unsharp mask", turned, {"strength": look.sharpen})
    yield from _grounded(piece.finish, size)
    if look.wm or look.wmt:
        text = {"image": look.wm} if look.wm else {"text": look.wmt}
        parameters = text | {"at": look.wmg, "width_percent": look.wms, "opacity_percent": look.wmo}
        yield Step("watermark", "the owner's image" if look.wm else "a text", size, parameters)


def _grounded(finish: Finish, size: Size) -> Iterator[Step]:
    canvas, look = finish.canvas, finish.look
    if canvas is None and not look.bg:
        return
    at = {"left": canvas.at[0], "top": canvas.at[1], "border": canvas.border} if canvas else {}
    yield Step("ground", "on a background with padding and border", size, at | {"color": look.bg or "ffffff"})


def _encoded(format_: Format, size: Size, look: Options, frames: int) -> Step:
    """With the encoder's own settings, as far as they are words and numbers."""
    from pixelflare.imaging.encode.formats import settings

    said = settings(format_, size, effort=Effort.STORED, look=look)
    known = {name: value for name, value in said.items() if isinstance(value, str | int | float)}
    if look.q == AUTO_QUALITY:
        known["quality"] = "auto"
    detail = f"{format_.content_type}, metadata: {look.meta}" + (f", {frames} frames" if frames > 1 else "")
    return Step("encode", detail, size, known)
