"""Animations that stay animations: every frame goes through the same plan, and what comes out is timed like the source.

Which of them do: motion.py.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from PIL import Image, ImageSequence

from pixelflare.imaging.decode.colour import in_eight_bits, in_srgb
from pixelflare.imaging.decode.decode import damage_refused
from pixelflare.imaging.effects.effects import finished, trimmed
from pixelflare.imaging.effects.steps import in_mode_of, reduced, upright, without_idle_alpha
from pixelflare.imaging.encode.formats import WRITERS, encoded_animation
from pixelflare.imaging.geometry.plan import Piece, plan_for
from pixelflare.imaging.geometry.turns import WHOLE, Box, displayed
from pixelflare.imaging.jobs import Effort, Rendered, RenderJob, Subject
from pixelflare.imaging.metadata import exif

_LEAST_MILLISECONDS, _USUAL_MILLISECONDS = 20, 100
"""Browsers take shorter times for this one."""
_MOST_MILLISECONDS = 655_350
"""What a GIF can say, in hundredths of a second and 16 bits; a WebP could say four hours."""
_MOST_LOOPS = 65_535
"""What a WebP can say (RFC 9649, 2.7.1.1); an animated PNG that says more is played for ever."""


class Timing(NamedTuple):
    """How long each frame is shown, and how often all of them are; 0 for ever."""

    milliseconds: list[int]
    loops: int


class _Frame(NamedTuple):
    """The pixels in sRGB, as they are stored."""

    pixels: Image.Image
    milliseconds: int


def is_animation(picture: Image.Image) -> bool:
    """Whether it has frames that follow each other in time."""
    return picture.format in ("GIF", "PNG", "WEBP", "AVIF") and getattr(picture, "n_frames", 1) > 1


def frames_of(picture: Image.Image) -> int:
    """How many frames it has that follow each other in time; 1 for a still and for the pages of a document."""
    with damage_refused():  # a GIF is read through for it
        return int(picture.n_frames) - stand_ins(picture) if is_animation(picture) else 1  # type: ignore[attr-defined]


def stand_ins(picture: Image.Image) -> int:
    """1 for an animated PNG that begins with a picture for those who show no animations (PNG 3rd edition, 4.8: it
    is no frame of the animation, though Pillow counts it as one), else 0."""
    return int(picture.format == "PNG" and bool(picture.info.get("default_image")))


def render_moving(
    picture: Image.Image,
    orders: Sequence[RenderJob],
    *,
    subject: Subject,
    watermark: Image.Image | None,
    effort: Effort,
) -> Iterator[Rendered]:
    """Each order's animation, all of one `trim`; frames are decoded once (twice to trim), and what shows the same is
    encoded once."""
    orientation = exif.orientation_of(picture)
    trim = orders[0].options.trim
    content = _content(picture, orientation, trim) if trim else WHOLE
    plan = plan_for(displayed(picture.size, orientation), orders, subject=subject, content=content)
    made: list[list[Image.Image]] = [[] for _ in plan.pieces]
    milliseconds = []
    for frame in _frames(picture):
        milliseconds.append(frame.milliseconds)
        base = upright(frame.pixels, orientation)
        for frames, piece in zip(made, plan.pieces, strict=True):
            cut = reduced(base, piece.geometry.size, piece.geometry.box)
            frames.append(finished(cut, piece.finish, watermark=watermark))
    timing = Timing(milliseconds, _loops(picture))
    made.reverse()
    for piece in plan.pieces:  # each one's frames are let go when they have been written
        yield from _written(made.pop(), piece, timing, effort=effort)


def _frames(picture: Image.Image) -> Iterator[_Frame]:
    profile = picture.info.get("icc_profile")
    with damage_refused():
        for frame in islice(ImageSequence.Iterator(picture), stand_ins(picture), None):
            frame.load()  # some readers know a frame's duration only then
            pixels = without_idle_alpha(in_srgb(in_eight_bits(frame.copy()), profile))
            pixels.info.clear()
            yield _Frame(pixels, _shown(frame.info.get("duration")))


def _content(picture: Image.Image, orientation: int, tolerance: int) -> Box:
    """What is left without the edges that no frame has anything on; the picture is at its first frame again."""
    boxes = [trimmed(upright(frame.pixels, orientation), tolerance) for frame in _frames(picture)]
    with damage_refused():
        picture.seek(0)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _written(frames: list[Image.Image], piece: Piece, timing: Timing, *, effort: Effort) -> Iterator[Rendered]:
    size = frames[0].size
    bodies = {
        kind: encoded_animation(
            _alike(frames, WRITERS[kind].modes),
            kind,
            milliseconds=timing.milliseconds,
            loops=timing.loops,
            effort=effort,
            look=piece.finish.look,
        )
        for kind in dict.fromkeys(order.format for order in piece.orders)
    }
    for order in piece.orders:
        yield Rendered(order, bodies[order.format], *size, frames=len(frames))


def _alike(frames: list[Image.Image], modes: frozenset[str]) -> list[Image.Image]:
    """The frames in one mode that the writer knows."""
    mode = "RGBA" if any(frame.mode in ("LA", "RGBA") for frame in frames) else "RGB"
    return [frame if frame.mode == mode else in_mode_of(frame, modes).convert(mode) for frame in frames]


def _shown(duration: object) -> int:
    milliseconds = round(duration) if isinstance(duration, int | float) and math.isfinite(duration) else 0
    return min(milliseconds, _MOST_MILLISECONDS) if milliseconds >= _LEAST_MILLISECONDS else _USUAL_MILLISECONDS


def _loops(picture: Image.Image) -> int:
    """How often it is played. A GIF says how often it is repeated, and plays once when it says nothing."""
    loop = picture.info.get("loop")
    if not isinstance(loop, int):
        return 1 if picture.format == "GIF" else 0
    times = loop + 1 if loop and picture.format == "GIF" else loop
    return times if times <= _MOST_LOOPS else 0
