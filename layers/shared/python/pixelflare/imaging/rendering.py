"""From bytes to variants: one decode, one large resize, everything else from what is already small."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from PIL import Image

from pixelflare.imaging import exif
from pixelflare.imaging.colour import in_eight_bits, in_srgb
from pixelflare.imaging.decode import damage_refused, open_picture, shrink_on_load
from pixelflare.imaging.formats import WRITERS, encoded
from pixelflare.imaging.orders import Effort, Order, Rendered
from pixelflare.imaging.plan import WHOLE, Piece, Plan, plan_for
from pixelflare.imaging.refusal import Refused
from pixelflare.imaging.sniff import sniff
from pixelflare.imaging.steps import displayed, in_mode_of, reduced, upright, without_idle_alpha
from schema.errors import RejectionReason


def render(data: bytes, orders: Sequence[Order], *, effort: Effort, threads: int) -> Iterator[Rendered]:
    """Each order's result, the largest first; see pixelflare.imaging.render."""
    content_type = sniff(data)
    if content_type is None:
        raise Refused(RejectionReason.UNSUPPORTED_TYPE, "not a picture of a kind that is kept")
    picture = open_picture(data, content_type)
    orientation = exif.orientation_of(picture)
    plan = plan_for(displayed(picture.size, orientation), orders)
    is_photograph = content_type == "image/jpeg" and len(plan.pieces) > 1
    cuts = _cuts(_base(picture, plan, orientation, is_photograph=is_photograph), plan, is_photograph=is_photograph)
    fill = partial(_filled, effort=effort)
    if threads == 1:
        for filled in map(fill, cuts):
            yield from filled
        return
    with ThreadPoolExecutor(threads) as pool:  # pixels are worked on outside the interpreter's lock
        for filled in pool.map(fill, cuts):
            yield from filled


def _base(picture: Image.Image, plan: Plan, orientation: int, *, is_photograph: bool) -> Image.Image:
    """The whole picture, upright and in sRGB, at the size that every result is made from."""
    profile = picture.info.get("icc_profile")
    shrink_on_load(picture, *displayed(plan.decode, orientation))
    with damage_refused():
        picture.load()
    base = reduced(in_eight_bits(picture), displayed(plan.base, orientation), WHOLE, is_photograph=is_photograph)
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


def _filled(cut: tuple[Piece, Image.Image], *, effort: Effort) -> list[Rendered]:
    """The piece's orders; each format is encoded once."""
    piece, pixels = cut
    bodies = {
        kind: encoded(in_mode_of(pixels, WRITERS[kind].modes), kind, effort=effort)
        for kind in dict.fromkeys(order.format for order in piece.orders)
    }
    return [Rendered(order, bodies[order.format], *piece.geometry.size) for order in piece.orders]
