"""From options to sizes: which part of the picture is shown how large, and on which ground.

Coordinates are those of the displayed picture (orientation applied). All sizes are in pixels.
"""

from dataclasses import replace
from typing import NamedTuple

from pixelflare.imaging.geometry.turns import WHOLE, Box, Size, displayed, stored, turn_of
from pixelflare.imaging.jobs import NOBODY_LOOKED, Subject
from schema.addresses.option_values import AUTO, FACE, GRAVITIES, Output
from schema.addresses.options import Options
from schema.addresses.presets import Fit

_FACE_MARGIN = 1.3
"""The tightest part around faces has this many times their size."""


class Geometry(NamedTuple):
    """One distinct cut: its size, and which part of the picture it shows."""

    size: Size
    box: Box = WHOLE


class Canvas(NamedTuple):
    """A ground of that size with the picture at that place on it, and a border of so many pixels around all."""

    size: Size
    at: Size
    border: int


class Finish(NamedTuple):
    """What is done with a cut: the turn, the ground it is put on, and the options of its look."""

    turn: int
    canvas: Canvas | None
    look: Options


class Recipe(NamedTuple):
    geometry: Geometry
    finish: Finish


def recipe_of(options: Options, size: Size, *, subject: Subject, content: Box = WHOLE) -> Recipe:
    """What the options make of a picture of that size. `content` is the part that is left after trimming."""
    turn = turn_of(options.rotate, options.flip)
    part = content if options.trim else WHOLE
    there = displayed(_sized(size, part), turn)
    pad, border = _edges(options)
    edge = 2 * (pad + border)
    inner = _Asked(_inside(options.w, edge), _inside(options.h, edge))
    made, box = _fitted(options, inner, there, _seen_subject(subject, part, turn))
    geometry = Geometry(displayed(made, turn), _within(part, stored(box, turn)))
    canvas = _canvas(options, inner, made, edge)
    return Recipe(geometry, Finish(turn, canvas and canvas._replace(border=border), look_of(options)))


def _edges(options: Options) -> tuple[int, int]:
    """Padding and border, as far as the asked size leaves room for them beside the picture."""
    pad, border = options.pad, int(options.border.partition("-")[0] or 0)
    sides = [side for side in (options.w, options.h) if side is not None]
    room = (min(sides) - 1) // 2 if sides else pad + border
    border = min(border, room)
    return min(pad, room - border), border


def look_of(options: Options) -> Options:
    """The options that don't change which pixels are shown."""
    plain = Options()
    return replace(
        options, **{name: getattr(plain, name) for name in ("w", "h", "fit", "enlarge", "g", "zoom", "trim", "frame")}
    )


class _Asked(NamedTuple):
    w: int | None
    h: int | None


def _inside(side: int | None, edge: int) -> int | None:
    return None if side is None else max(1, side - edge)


def _sized(size: Size, part: Box) -> Size:
    left, top, right, bottom = part
    return max(1, round(size[0] * (right - left))), max(1, round(size[1] * (bottom - top)))


def _within(outer: Box, inner: Box) -> Box:
    """The inner box, given as fractions of the outer one, as fractions of the whole."""
    if outer == WHOLE:
        return inner
    left, top, right, bottom = outer
    across, down = right - left, bottom - top
    return left + inner[0] * across, top + inner[1] * down, left + inner[2] * across, top + inner[3] * down


def _fitted(options: Options, asked: _Asked, size: Size, subject: Subject) -> tuple[Size, Box]:
    """The size that is made of the picture, and from which part of it."""
    if asked.w is None or asked.h is None or options.fit in (Fit.SCALE_DOWN, Fit.CONTAIN, Fit.PAD):
        return _contained(asked, size, enlarge=options.enlarge), WHOLE
    target = (asked.w, asked.h)
    if options.fit is Fit.CROP or (options.fit is Fit.SQUEEZE and not options.enlarge):
        target = min(asked.w, size[0]), min(asked.h, size[1])
    if options.fit is Fit.SQUEEZE:
        return target, WHOLE
    return _covering(options, target, size, subject)


def _contained(asked: _Asked, size: Size, *, enlarge: bool) -> Size:
    factors = [side / own for side, own in zip(asked, size, strict=True) if side is not None]
    factor = min(factors, default=1.0)
    if factor >= 1 and not enlarge:
        return size
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _covering(options: Options, target: Size, size: Size, subject: Subject) -> tuple[Size, Box]:
    """The target's ratio at the target's size, or at the largest size the picture has."""
    width, height = size
    shrink = min(1.0, width / target[0], height / target[1]) if not options.enlarge else 1.0
    made = max(1, round(target[0] * shrink)), max(1, round(target[1] * shrink))
    scale = max(made[0] / width, made[1] / height)
    across, down = min(1.0, made[0] / scale / width), min(1.0, made[1] / scale / height)
    x, y = _point(options.g, subject)
    if options.g == FACE and subject.faces:
        closer = _closer(options.zoom, (across, down), subject, may_enlarge=options.enlarge, scale=scale)
        across, down = across * closer, down * closer
    left, top = _placed(x, across), _placed(y, down)
    return made, (left, top, min(1.0, left + across), min(1.0, top + down))


def _closer(zoom: float, part: tuple[float, float], subject: Subject, *, may_enlarge: bool, scale: float) -> float:
    """How much smaller the part may get: all faces stay in it, and it isn't enlarged unless that was asked for."""
    left, top, right, bottom = _around(subject.faces)
    tightest = max(_FACE_MARGIN * (right - left) / part[0], _FACE_MARGIN * (bottom - top) / part[1])
    least = tightest if may_enlarge else max(tightest, scale)
    return 1 - zoom * (1 - min(1.0, least))


def _point(gravity: str, subject: Subject) -> tuple[float, float]:
    if gravity == FACE and subject.faces:
        left, top, right, bottom = _around(subject.faces)
        return (left + right) / 2, (top + bottom) / 2
    if gravity in (AUTO, FACE):
        return subject.focus or (0.5, 0.5)
    if gravity in GRAVITIES:
        return GRAVITIES[gravity]
    x, _, y = gravity.partition("x")
    return float(x), float(y)


def _around(faces: tuple[Box, ...]) -> Box:
    lefts, tops, rights, bottoms = zip(*faces, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _placed(point: float, length: float) -> float:
    """Where a stretch of that length starts that has the point in its middle, as far as the edges allow."""
    return max(0.0, min(1.0 - length, point - length / 2))


def _seen_subject(subject: Subject, part: Box, turn: int) -> Subject:
    """The subject in the coordinates of the trimmed and turned picture."""
    back = {6: 8, 8: 6}.get(turn, turn)
    faces = tuple(stored(_outof(part, face), back) for face in subject.faces)
    focus = subject.focus and stored(_outof(part, (*subject.focus, *subject.focus)), back)[:2]
    return Subject(focus=focus, faces=faces)


def _outof(outer: Box, box: Box) -> Box:
    """The box, given as fractions of the whole, as fractions of the outer one, as far as it lies in it."""
    across, down = outer[2] - outer[0], outer[3] - outer[1]
    x0, x1 = (min(1.0, max(0.0, (x - outer[0]) / across)) for x in box[::2])
    y0, y1 = (min(1.0, max(0.0, (y - outer[1]) / down)) for y in box[1::2])
    return x0, y0, x1, y1


def _canvas(options: Options, inner: _Asked, made: Size, edge: int) -> Canvas | None:
    """The ground with padding and border, when there is any."""
    is_padded = options.fit is Fit.PAD and inner.w is not None and inner.h is not None
    ground = (inner.w or made[0], inner.h or made[1]) if is_padded else made
    if not edge and ground == made:
        return None
    x, y = _point(options.g, NOBODY_LOOKED) if is_padded else (0.5, 0.5)
    at = round((ground[0] - made[0]) * x) + edge // 2, round((ground[1] - made[1]) * y) + edge // 2
    return Canvas((ground[0] + edge, ground[1] + edge), at, border=0)


def is_progressive(look: Options) -> bool:
    """Whether a JPEG may come in scans."""
    return look.f is not Output.BASELINE_JPEG
