"""Animations that stay animations: every frame goes through the same plan, and what comes out is timed like the source."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import Image, ImageSequence

from pixelflare.imaging.colour import in_eight_bits, in_srgb
from pixelflare.imaging.decode import damage_refused
from pixelflare.imaging.formats import ANIMATED, WRITERS, encoded_animation
from pixelflare.imaging.look import finished
from pixelflare.imaging.orders import Effort, Order, Rendered, Subject
from pixelflare.imaging.plan import Piece, plan_for
from pixelflare.imaging.steps import in_mode_of, reduced
from schema.options import options_of
from schema.presets import PRESETS

MAX_ANIMATED_PIXELS = 40_000_000
"""Of all frames of a result together: 160 MB while they wait for the encoder. Larger ones become stills."""
_LEAST_MILLISECONDS, _USUAL_MILLISECONDS = 20, 100
"""Browsers take shorter times for this one."""


class Timing(NamedTuple):
    """How long each frame is shown, and how often all of them are; 0 for ever."""

    milliseconds: list[int]
    loops: int


def is_animation(picture: Image.Image) -> bool:
    """Whether it has frames that follow each other in time."""
    return picture.format in ("GIF", "PNG", "WEBP", "AVIF") and getattr(picture, "n_frames", 1) > 1


def moving(orders: Sequence[Order], picture: Image.Image) -> list[Order]:
    """Those of the orders that this picture's animation fills: options that don't ask for a frame, in formats that move.

    Presets are stills: they are made ahead for every upload, and eight animations would cost minutes.
    """
    if not is_animation(picture):
        return []
    return [order for order in orders if order.format in ANIMATED and _moves(order, picture)]


def _moves(order: Order, picture: Image.Image) -> bool:
    if order.preset in PRESETS or options_of(order.preset).frame is not None:
        return False
    (piece,) = plan_for(picture.size, [order]).pieces
    size = piece.finish.canvas.size if piece.finish.canvas else piece.geometry.size
    return size[0] * size[1] * int(picture.n_frames) <= MAX_ANIMATED_PIXELS  # type: ignore[attr-defined]


def render_moving(
    picture: Image.Image, orders: Sequence[Order], *, subject: Subject, watermark: Image.Image | None, effort: Effort
) -> Iterator[Rendered]:
    """Each order's animation; the picture's frames are decoded once."""
    plan = plan_for(picture.size, orders, subject=subject)
    profile = picture.info.get("icc_profile")
    made: list[list[Image.Image]] = [[] for _ in plan.pieces]
    milliseconds = []
    with damage_refused():
        for frame in ImageSequence.Iterator(picture):
            frame.load()  # some readers know a frame's duration only then
            milliseconds.append(_shown(frame.info.get("duration")))
            base = in_srgb(in_eight_bits(frame.copy()), profile)
            base.info.clear()
            for frames, piece in zip(made, plan.pieces, strict=True):
                cut = reduced(base, piece.geometry.size, piece.geometry.box)
                frames.append(finished(cut, piece.finish, watermark=watermark))
    timing = Timing(milliseconds, _loops(picture))
    for frames, piece in zip(made, plan.pieces, strict=True):
        yield from _written(frames, piece, timing, effort=effort)


def _written(frames: list[Image.Image], piece: Piece, timing: Timing, *, effort: Effort) -> Iterator[Rendered]:
    for order in piece.orders:
        modes = WRITERS[order.format].modes
        mode = "RGBA" if any(frame.mode in ("LA", "RGBA") for frame in frames) else "RGB"
        alike = [in_mode_of(frame, modes).convert(mode) for frame in frames]
        body = encoded_animation(
            alike,
            order.format,
            milliseconds=timing.milliseconds,
            loops=timing.loops,
            effort=effort,
            look=piece.finish.look,
        )
        yield Rendered(order, body, *alike[0].size, frames=len(alike))


def _shown(duration: object) -> int:
    milliseconds = round(duration) if isinstance(duration, int | float) else 0
    return milliseconds if milliseconds >= _LEAST_MILLISECONDS else _USUAL_MILLISECONDS


def _loops(picture: Image.Image) -> int:
    """How often it is played. A GIF says how often it is repeated, and plays once when it says nothing."""
    loop = picture.info.get("loop")
    if not isinstance(loop, int):
        return 1 if picture.format == "GIF" else 0
    return loop + 1 if loop and picture.format == "GIF" else loop
