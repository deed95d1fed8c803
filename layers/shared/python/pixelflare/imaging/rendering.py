"""From bytes to variants: one decode, one large resize, everything else from what is already small."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

from PIL import Image

from pixelflare.imaging import exif
from pixelflare.imaging.animation import frames_of, render_moving
from pixelflare.imaging.attention import focus_of
from pixelflare.imaging.bands import reduced_in_bands
from pixelflare.imaging.colour import in_eight_bits, in_srgb
from pixelflare.imaging.decode import damage_refused, open_picture, shrink_on_load
from pixelflare.imaging.formats import WRITERS, encoded
from pixelflare.imaging.look import finished, trimmed
from pixelflare.imaging.metadata.kept import kept_exif
from pixelflare.imaging.motion import moving
from pixelflare.imaging.orders import Effort, Order, Rendered, Subject
from pixelflare.imaging.plan import Piece, Plan, plan_for
from pixelflare.imaging.refusal import Refused
from pixelflare.imaging.sniff import sniff
from pixelflare.imaging.steps import in_mode_of, reduced, upright, without_idle_alpha
from pixelflare.imaging.turns import WHOLE, Box, displayed
from schema.errors import RejectionReason
from schema.option_values import AUTO, FACE
from schema.options import options_of

_GLANCE = 200
"""The side at which a picture is looked at to find out what it is of."""


class Job(NamedTuple):
    """What is to be made of the bytes, and how."""

    data: bytes
    content_type: str
    effort: Effort
    threads: int
    subject: Subject
    watermark: Image.Image | None


class Sort(NamedTuple):
    """Orders of one sort are made from the same pixels: a frame, with or without its edges."""

    frame: int
    trim: int | None


def render(
    data: bytes, orders: Sequence[Order], *, effort: Effort, threads: int, subject: Subject, watermark: bytes | None
) -> Iterator[Rendered]:
    """Each order's result, the largest first; see pixelflare.imaging.render."""
    content_type = sniff(data)
    if content_type is None:
        raise Refused(RejectionReason.UNSUPPORTED_TYPE, "not a picture of a kind that is kept")
    mark = _watermark(watermark) if watermark else None
    picture = open_picture(data, content_type)
    job = Job(data, content_type, effort, threads, _completed(subject, orders, picture, data, content_type), mark)
    in_motion = moving(orders, displayed(picture.size, exif.orientation_of(picture)), frames_of(picture))
    for sort, sorted_orders in _by_sort([order for order in orders if order not in in_motion]).items():
        yield from _stills(picture, sort, sorted_orders, job)
        picture = open_picture(data, content_type)
    if in_motion:
        yield from render_moving(picture, in_motion, subject=job.subject, watermark=mark, effort=effort)


def _by_sort(orders: Sequence[Order]) -> dict[Sort, list[Order]]:
    sorts: dict[Sort, list[Order]] = {}
    for order in orders:
        options = options_of(order.preset)
        sorts.setdefault(Sort(options.frame or 0, options.trim), []).append(order)
    return sorts


def _stills(picture: Image.Image, sort: Sort, orders: Sequence[Order], job: Job) -> Iterator[Rendered]:
    """The orders of one sort; the picture is freshly opened."""
    if sort.frame and getattr(picture, "is_animated", False):
        with damage_refused():
            picture.seek(min(sort.frame, picture.n_frames - 1))  # type: ignore[attr-defined]
    orientation, block = exif.orientation_of(picture), exif.block_of(picture)
    size = displayed(picture.size, orientation)
    content = _content(picture, orientation, sort.trim) if sort.trim else WHOLE
    plan = plan_for(size, orders, subject=job.subject, content=content)
    is_photograph = job.content_type == "image/jpeg" and len(plan.pieces) > 1
    base = _base(picture, plan, orientation, is_photograph=is_photograph, threads=job.threads)
    cuts = _cuts(base, plan, is_photograph=is_photograph)
    fill = partial(_filled, job=job, block=block)
    if job.threads == 1:
        for filled in map(fill, cuts):
            yield from filled
        return
    with ThreadPoolExecutor(job.threads) as pool:  # pixels are worked on outside the interpreter's lock
        for filled in pool.map(fill, cuts):
            yield from filled


def _content(picture: Image.Image, orientation: int, tolerance: int) -> Box:
    """What is left of the picture without its edges; this takes all of its pixels."""
    with damage_refused():
        picture.load()
    return trimmed(upright(in_eight_bits(picture), orientation), tolerance)


def _base(picture: Image.Image, plan: Plan, orientation: int, *, is_photograph: bool, threads: int) -> Image.Image:
    """The whole picture, upright and in sRGB, at the size that every result is made from."""
    profile = picture.info.get("icc_profile")
    shrink_on_load(picture, *displayed(plan.decode, orientation))
    with damage_refused():
        picture.load()
    size = displayed(plan.base, orientation)
    base = reduced_in_bands(in_eight_bits(picture), size, threads=threads, is_photograph=is_photograph)
    base = upright(without_idle_alpha(in_srgb(base, profile)), orientation)
    base.info.clear()  # writers would copy what they find here into the results
    return base


def _cuts(base: Image.Image, plan: Plan, *, is_photograph: bool) -> Iterator[tuple[Piece, Image.Image]]:
    """Each piece of the plan with its pixels."""
    made: dict[int, Image.Image] = {}
    for index, piece in enumerate(plan.pieces):
        source = base if piece.source is None else made[piece.source]
        made[index] = reduced(source, piece.geometry.size, piece.geometry.box, is_photograph=is_photograph)
        yield piece, made[index]


def _filled(cut: tuple[Piece, Image.Image], *, job: Job, block: bytes) -> list[Rendered]:
    """The piece's orders; each format is encoded once."""
    piece, pixels = cut
    look = piece.finish.look
    pixels = finished(pixels, piece.finish, watermark=job.watermark)
    kept = kept_exif(block, look.meta)
    bodies = {
        kind: encoded(in_mode_of(pixels, WRITERS[kind].modes), kind, effort=job.effort, look=look, exif=kept)
        for kind in dict.fromkeys(order.format for order in piece.orders)
    }
    return [Rendered(order, bodies[order.format], *pixels.size) for order in piece.orders]


def _watermark(data: bytes) -> Image.Image:
    """The owner's watermark image in sRGB; raises Refused when it can't be read."""
    content_type = sniff(data)
    if content_type is None:
        raise Refused(RejectionReason.UNSUPPORTED_TYPE, "the watermark is not a picture")
    picture = open_picture(data, content_type)
    with damage_refused():
        picture.load()
    return in_srgb(in_eight_bits(picture), picture.info.get("icc_profile")).convert("RGBA")


def _completed(
    subject: Subject, orders: Sequence[Order], picture: Image.Image, data: bytes, content_type: str
) -> Subject:
    """The subject with the point to look at, which is searched for when an order needs it and nobody has said it."""
    if subject.focus is not None or not any(options_of(order.preset).g in (AUTO, FACE) for order in orders):
        return subject
    glance = open_picture(data, content_type)
    shrink_on_load(glance, _GLANCE, _GLANCE)
    with damage_refused():
        glance.load()
        small = in_eight_bits(glance)
    shrink = min(1.0, _GLANCE / max(small.size))
    size = max(1, round(small.width * shrink)), max(1, round(small.height * shrink))
    seen = upright(small.resize(size, Image.Resampling.BOX), exif.orientation_of(picture))
    return subject._replace(focus=focus_of(in_srgb(seen, None)))
