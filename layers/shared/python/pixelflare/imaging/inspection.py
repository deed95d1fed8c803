"""Whether an upload is a picture to keep, and what there is to know about it; from one decode."""

import base64

from PIL import Image

from pixelflare.imaging.animation.animation import stand_ins
from pixelflare.imaging.decode.colour import in_eight_bits, in_srgb, is_translucent
from pixelflare.imaging.decode.decode import (
    check_coefficients,
    check_rows,
    damage_refused,
    open_picture,
    shrink_on_load,
)
from pixelflare.imaging.decode.headers import check_size, check_structure
from pixelflare.imaging.decode.sniff import is_svg, sniff
from pixelflare.imaging.effects.steps import upright
from pixelflare.imaging.geometry.focus_point import focus_of
from pixelflare.imaging.geometry.turns import displayed
from pixelflare.imaging.look import look_of
from pixelflare.imaging.metadata import exif
from pixelflare.imaging.palette import dominant_colors
from pixelflare.imaging.refusal import Refused
from pixelflare.imaging.thumbhash import MAX_SIDE, thumbhash
from schema.addresses.formats import READABLE_TYPES_BY_EXTENSION
from schema.errors import RejectionReason
from schema.library.images import PictureFacts
from schema.limits import MAX_PIXELS

_ANIMATED = frozenset({"PNG", "WEBP", "AVIF"})
"""The formats, by Pillow's names, whose frames are an animation; pages of a TIFF and a HEIC's other pictures are not."""
_SAMPLE_SIDE = 2 * MAX_SIDE
"""A JPEG is decoded no smaller than this, so that its thumbnail is still averaged from more pixels than it has."""


def inspect(data: bytes, *, extension: str | None, max_jpeg_pixels: int) -> PictureFacts:
    """What is to be known of an upload; see pixelflare.imaging.inspect."""
    content_type = _type_of(data, extension)
    check_structure(data, content_type)
    picture = open_picture(data, content_type)
    most = max_jpeg_pixels if content_type == "image/jpeg" else MAX_PIXELS
    check_size(*picture.size, frames=_announced_frames(picture), most=most)
    if content_type == "image/jpeg":
        check_coefficients(picture)
        check_rows(data)
    orientation = exif.orientation_of(picture)
    taken = exif.read_exif(picture)
    width, height = displayed(picture.size, orientation)
    shrink_on_load(picture, _SAMPLE_SIDE, _SAMPLE_SIDE)
    thumbnail, has_alpha = _sampled(picture, orientation)
    frames = _decode_other_frames(picture)
    return PictureFacts(
        content_type=content_type,
        width=width,
        height=height,
        frames=frames,
        has_alpha=has_alpha,
        thumbhash=_thumbhash(thumbnail),
        colors=dominant_colors(thumbnail),
        focus=focus_of(thumbnail),
        exif=taken,
        orientation=orientation,
        look_hash=look_of(thumbnail),
    )


def _type_of(data: bytes, extension: str | None) -> str:
    if not data:
        raise Refused(RejectionReason.EMPTY, "no bytes")
    found = sniff(data)
    if is_svg(data):
        raise Refused(RejectionReason.VECTOR_GRAPHIC, "an SVG")
    if found is None:
        raise Refused(RejectionReason.UNSUPPORTED_TYPE, "not a picture of a kind that is kept")
    if extension is not None and found != READABLE_TYPES_BY_EXTENSION.get(extension.lower()):
        raise Refused(RejectionReason.TYPE_MISMATCH, f"{found} in a file called .{extension}")
    return found


def _announced_frames(picture: Image.Image) -> int:
    """What the header says; a GIF's have been counted already (Pillow would decode it to count them)."""
    return int(getattr(picture, "n_frames", 1)) if picture.format in _ANIMATED else 1


def _sampled(picture: Image.Image, orientation: int) -> tuple[Image.Image, bool]:
    """The first frame as a small upright sRGB picture, and whether it has real alpha."""
    profile = picture.info.get("icc_profile")
    with damage_refused():
        picture.load()
        check_size(*picture.size)  # an announced size is not always the one that is decoded
        whole = in_eight_bits(picture)
    has_alpha = is_translucent(whole)
    shrink = min(1.0, MAX_SIDE / max(whole.size))
    size = max(1, round(whole.width * shrink)), max(1, round(whole.height * shrink))
    small = upright(in_srgb(whole.resize(size, Image.Resampling.BOX), profile), orientation)
    return small.convert("RGBA" if has_alpha else "RGB"), has_alpha


def _decode_other_frames(picture: Image.Image) -> int:
    """Decodes every picture behind the first and gives the number of frames; raises Refused when one is broken."""
    frames = 1
    if picture.format not in _ANIMATED | {"GIF"}:
        return frames
    with damage_refused():  # a GIF is read on already to find out whether there are more
        for frame in range(1, getattr(picture, "n_frames", 1)):
            picture.seek(frame)
            check_size(*picture.size, frames=frame + 1)
            picture.load()
            frames += 1
    return frames - stand_ins(picture)


def _thumbhash(thumbnail: Image.Image) -> str:
    return base64.b64encode(thumbhash(*thumbnail.size, thumbnail.convert("RGBA").tobytes())).decode()
