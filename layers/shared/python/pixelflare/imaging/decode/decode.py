"""Opening a picture with Pillow: the one decoder the bytes ask for, under fixed limits, with one kind of error."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PIL import Image, ImageChops
from PIL.AvifImagePlugin import AvifImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from pixelflare.imaging.decode import code_points, png_colour, uncommon_formats
from pixelflare.imaging.decode.code_points import CodePoints
from pixelflare.imaging.decode.headers import END_OF_IMAGE, check_size, has_end
from pixelflare.imaging.decode.heic import open_heic
from pixelflare.imaging.decode.heif_colour import code_points_of
from pixelflare.imaging.metadata import png
from pixelflare.imaging.metadata.avif_plays import plays_of
from pixelflare.imaging.refusal import Refused
from schema.errors import RejectionReason
from schema.limits import MAX_PIXELS, MIB

# Pillow asks this number where a file announces sizes while it is being read (GIF frames, WebP canvases).
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def _open_png(data: bytes) -> Image.Image:
    """With a profile of what it says of its colours, by code points before all else, where that is no profile."""
    picture = PngImageFile(io.BytesIO(png.for_the_decoder(data)))
    told = png.code_points(data)
    if told is not None:
        return _with_profile(picture, CodePoints(told[0], told[1]))
    profile = png_colour.profile_of(picture)
    if profile is not None:
        picture.info["icc_profile"] = profile
    return picture


def _open_avif(data: bytes) -> Image.Image:
    picture = AvifImageFile(io.BytesIO(data))
    picture.info["loop"] = plays_of(data)
    return picture if picture.info.get("icc_profile") else _with_profile(picture, code_points_of(data))


def _open_heic(data: bytes) -> Image.Image:
    picture = open_heic(data)
    return picture if picture.info.get("icc_profile") else _with_profile(picture, code_points_of(data))


def _with_profile(picture: Image.Image, told: CodePoints | None) -> Image.Image:
    """The picture with the profile that its code points stand for; HDR is decoded for it."""
    if told is None:
        return picture
    if told.is_hdr:
        check_size(*picture.size)
        picture.load()
    picture.info.pop("icc_profile", None)
    profile = code_points.profile_of(told, picture)
    picture.info |= {} if profile is None else {"icc_profile": profile}
    return picture


# The decoder is named, not guessed: a guess would open an MPO for a JPEG with a second picture behind it.
_DECODERS: dict[str, Callable[[bytes], Image.Image]] = {
    "image/jpeg": lambda data: JpegImageFile(io.BytesIO(data if has_end(data) else data + END_OF_IMAGE)),
    "image/png": _open_png,
    "image/gif": lambda data: GifImageFile(io.BytesIO(data)),
    "image/webp": lambda data: WebPImageFile(io.BytesIO(data)),
    "image/avif": _open_avif,
    "image/heic": _open_heic,
    "image/tiff": uncommon_formats.open_tiff,
    "image/bmp": uncommon_formats.open_bmp,
    "image/x-icon": uncommon_formats.open_icon,
}

# What Pillow's readers raise on files that break their format's rules.
_DAMAGE = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError, AttributeError),
    *(RuntimeError, struct.error, zlib.error),
)
_MAX_COEFFICIENT_BYTES = 1_300 * MIB
"""Measured at 200 megapixels: colours in full resolution take 1,144 MiB, the whole function 1,240."""
_FILLINGS, _FILLING_BYTES = (b"\x00", b"\xaa"), 64
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@contextmanager
def damage_refused() -> Iterator[None]:
    """Within it, whatever Pillow raises on a broken file becomes Refused (damaged), on a bomb Refused (too many pixels)."""
    try:
        yield
    except _BOMB as error:
        raise Refused(RejectionReason.TOO_MANY_PIXELS, str(error)) from error
    except _DAMAGE as error:
        raise Refused(RejectionReason.DAMAGED, f"{type(error).__name__}: {error}") from error


def open_picture(data: bytes, content_type: str) -> Image.Image:
    """The picture with its header read and (but for HEIC and HDR) no pixel decoded; raises Refused (damaged) when the header is broken."""
    with damage_refused():
        return _DECODERS[content_type](data)


def check_coefficients(picture: Image.Image) -> None:
    """Raises Refused when a progressive JPEG's coefficients take more memory than functions have, at whatever size.

    They are 16 bits for each sample of each component (ITU-T T.81, G.1): in CMYK a third more than in the usual colours.
    """
    if not picture.info.get("progressive") or not isinstance(picture, JpegImageFile):
        return
    across, down = max(layer[1] for layer in picture.layer), max(layer[2] for layer in picture.layer)
    samples = sum(layer[1] * layer[2] for layer in picture.layer) / (across * down)
    taken = 2 * picture.width * picture.height * samples
    if taken > _MAX_COEFFICIENT_BYTES:
        raise Refused(
            RejectionReason.TOO_MANY_PIXELS, f"a progressive JPEG of {round(taken / MIB)} MiB of coefficients"
        )


def check_rows(data: bytes) -> None:
    """Raises Refused (damaged) when a JPEG that lacks its end of image lacks rows as well.

    The decoder doesn't say what it made up. So the file is decoded twice (at half its size), with different bytes in
    the place of what may be missing: when nothing is, they are never read and the pictures are equal.
    """
    if has_end(data):
        return
    with damage_refused():
        one, other = (_half(data + filling * _FILLING_BYTES + END_OF_IMAGE) for filling in _FILLINGS)
    if ImageChops.difference(one, other).getbbox() is not None:
        raise Refused(RejectionReason.DAMAGED, "the file ends before the picture does")


def _half(data: bytes) -> Image.Image:
    picture = JpegImageFile(io.BytesIO(data))
    shrink_on_load(picture, picture.width // 2, picture.height // 2)
    picture.load()
    return picture


def shrink_on_load(picture: Image.Image, width: int, height: int) -> None:
    """Lets a JPEG be decoded at 1/2, 1/4 or 1/8 of its size, not below width x height; other formats stay as they are.

    The whole file is still read and checked, only the inverse transform is smaller (libjpeg's scaled decoding).
    """
    if isinstance(picture, JpegImageFile):
        picture.draft(None, (max(1, min(width, picture.width)), max(1, min(height, picture.height))))
