"""From bytes to variants: one decode, one large resize, everything else from what is already small."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from PIL import Image

from pixelflare.imaging.animation.animation import frames_of, render_moving
from pixelflare.imaging.animation.motion import moving
from pixelflare.imaging.decode.colour import in_eight_bits, in_srgb
from pixelflare.imaging.decode.decode import damage_refused, open_picture, shrink_on_load
from pixelflare.imaging.decode.sniff import sniff
from pixelflare.imaging.effects import linear_light
from pixelflare.imaging.effects.bands import bands_of, joined
from pixelflare.imaging.effects.effects import finished, trimmed
from pixelflare.imaging.effects.steps import ResizeMode, in_mode_of, reduced, upright, without_idle_alpha
from pixelflare.imaging.encode.formats import WRITERS, encoded
from pixelflare.imaging.geometry.focus_point import focus_of
from pixelflare.imaging.geometry.plan import Piece, Plan, plan_for
from pixelflare.imaging.geometry.turns import WHOLE, Box, displayed
from pixelflare.imaging.jobs import Effort, Rendered, RenderJob, Subject
from pixelflare.imaging.metadata import exif
from pixelflare.imaging.metadata.kept import kept_exif
from pixelflare.imaging.refusal import Refused
from pixelflare.imaging.tasks import Task, performed
from schema.addresses.formats import Format
from schema.addresses.option_values import AUTO, FACE
from schema.addresses.options import Options
from schema.errors import RejectionReason

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
    data: bytes, orders: Sequence[RenderJob], *, effort: Effort, threads: int, subject: Subject, watermark: bytes | None
) -> Iterator[Rendered]:
    """Each order's result, the largest first; see pixelflare.imaging.render."""
    content_type = sniff(data)
    if content_type is None:
        raise Refused(RejectionReason.UNSUPPORTED_TYPE, "not a picture of a kind that is kept")
    mark = _watermark(watermark) if watermark else None
    picture = open_picture(data, content_type)
    job = Job(data, content_type, effort, threads, _completed(subject, orders, picture, data, content_type), mark)
    in_motion = moving(orders, displayed(picture.size, exif.orientation_of(picture)), frames_of(picture))
    opened = [picture]
    del picture  # whoever takes it out of there has it alone, and lets its pixels go early
    for sort, sorted_orders in _by_sort([order for order in orders if order not in in_motion]).items():
        for filled in performed(_stills(_fresh(opened, job), sort, sorted_orders, job), threads=threads):
            yield from filled
    for alike in _by_sort(in_motion).values():
        yield from render_moving(_fresh(opened, job), alike, subject=job.subject, watermark=mark, effort=effort)


def _fresh(opened: list[Image.Image], job: Job) -> Image.Image:
    """The picture that was opened, the first time; then another, since pixels are worked on in place."""
    return opened.pop() if opened else open_picture(job.data, job.content_type)


def _by_sort(orders: Sequence[RenderJob]) -> dict[Sort, list[RenderJob]]:
    sorts: dict[Sort, list[RenderJob]] = {}
    for order in orders:
        options = order.options
        sorts.setdefault(Sort(options.frame or 0, options.trim), []).append(order)
    return sorts


def _stills(picture: Image.Image, sort: Sort, orders: Sequence[RenderJob], job: Job) -> list[Task]:
    """What makes the orders of one sort from the freshly opened picture, the largest first."""
    if sort.frame and getattr(picture, "is_animated", False):
        with damage_refused():
            picture.seek(min(sort.frame, picture.n_frames - 1))  # type: ignore[attr-defined]
    orientation, block = exif.orientation_of(picture), exif.block_of(picture)
    size = displayed(picture.size, orientation)
    content = _content(picture, orientation, sort.trim) if sort.trim else WHOLE
    plan = plan_for(size, orders, subject=job.subject, content=content)
    pixels, manner = _decoded(picture, plan, orientation, job)
    tasks = _base(pixels, plan, orientation, profile=picture.info.get("icc_profile"), manner=manner)
    base, cuts = len(tasks) - 1, list[int]()
    alike = Counter(piece.geometry for piece in plan.pieces)
    for piece in plan.pieces:
        cut = partial(reduced, size=piece.geometry.size, box=piece.geometry.box, manner=manner)
        cuts.append(len(tasks))
        tasks.append(Task(cut, (base if piece.source is None else cuts[piece.source],)))
        tasks.extend(_results(piece, cuts[-1], job=job, block=block, is_alone=alike[piece.geometry] == 1))
    return tasks


def _content(picture: Image.Image, orientation: int, tolerance: int) -> Box:
    """What is left of the picture without its edges; this takes all of its pixels."""
    with damage_refused():
        picture.load()
    return trimmed(upright(in_eight_bits(picture), orientation), tolerance)


def _decoded(picture: Image.Image, plan: Plan, orientation: int, job: Job) -> tuple[Image.Image, ResizeMode]:
    """The pixels that the plan needs, as they are stored, and how they are to be resized."""
    shrink_on_load(picture, *displayed(plan.decode, orientation))
    with damage_refused():
        picture.load()
    pixels = without_idle_alpha(in_eight_bits(picture))
    if job.content_type == "image/jpeg":  # its decoder has added up samples already
        return pixels, ResizeMode(is_photograph=len(plan.pieces) > 1)
    return pixels, ResizeMode(as_light=linear_light.is_needed(pixels))


def _base(pixels: Image.Image, plan: Plan, orientation: int, *, profile: object, manner: ResizeMode) -> list[Task]:
    """What makes the whole picture, upright and in sRGB, at the size that every result is made from; that comes last."""
    bands = bands_of(pixels, displayed(plan.base, orientation), manner=manner)
    return [
        *(Task(partial(_in_srgb, band, profile)) for band in bands),
        Task(partial(_put_together, orientation=orientation), tuple(range(len(bands)))),
    ]


def _in_srgb(band: Callable[[], Image.Image], profile: object) -> Image.Image:
    return in_srgb(band(), profile)


def _put_together(*bands: Image.Image, orientation: int) -> Image.Image:
    base = upright(joined(*bands), orientation)
    base.info.clear()  # writers would copy what they find here into the results
    return base


def _results(piece: Piece, cut: int, *, job: Job, block: bytes, is_alone: bool) -> list[Task]:
    """What makes the piece's orders from its cut, with that index; each format is encoded once.

    is_alone: no other piece has the same cut. Pillow leaves a writer's options on the picture while it writes, so a
    picture that may be written twice at once is copied for it.
    """
    by_format: dict[Format, list[RenderJob]] = {}
    for order in piece.orders:
        by_format.setdefault(order.format, []).append(order)
    finish = partial(finished, finish=piece.finish, watermark=job.watermark)
    is_shared = job.threads > 1 and not (is_alone and len(by_format) == 1)
    kept = kept_exif(block, piece.finish.look.meta)
    write = partial(_filled, look=piece.finish.look, effort=job.effort, kept=kept, is_shared=is_shared)
    writing = [Task(partial(write, orders=orders), (cut + 1,), is_asked_for=True) for orders in by_format.values()]
    return [Task(finish, (cut,)), *writing]


def _filled(
    pixels: Image.Image, *, orders: Sequence[RenderJob], look: Options, effort: Effort, kept: bytes, is_shared: bool
) -> list[Rendered]:
    """Orders of one format for the same pixels."""
    kind = orders[0].format
    own = pixels.copy() if is_shared else pixels
    body = encoded(in_mode_of(own, WRITERS[kind].modes), kind, effort=effort, look=look, exif=kept)
    return [Rendered(order, body, *pixels.size) for order in orders]


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
    subject: Subject, orders: Sequence[RenderJob], picture: Image.Image, data: bytes, content_type: str
) -> Subject:
    """The subject with the point to look at, which is searched for when an order needs it and nobody has said it."""
    if subject.focus is not None or not any(order.options.g in (AUTO, FACE) for order in orders):
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
