"""The copy of an original that the world may see: its pixels' bytes as they came, its metadata thinned out.

What browsers don't show is given out as a rendering at full size instead: docs/decisions/0010-more-formats-in.md.
"""

import io
from collections.abc import Callable

from PIL import Image

from pixelflare.imaging.decode.colour import in_eight_bits, in_srgb
from pixelflare.imaging.decode.decode import damage_refused, open_picture
from pixelflare.imaging.effects.steps import upright, without_idle_alpha
from pixelflare.imaging.jobs import PublicOriginal
from pixelflare.imaging.metadata import avif, exif, gif, jpeg, png, webp
from schema.addresses.formats import Format

_CLEANERS: dict[str, Callable[..., bytes]] = {
    "image/jpeg": jpeg.cleaned,
    "image/png": png.cleaned,
    "image/gif": gif.cleaned,
    "image/webp": webp.cleaned,
    "image/avif": avif.cleaned,
}
_FEW_COLOURS = 256
"""Up to here it is a drawing, a scan of text or an icon, and PNG is both exact and smaller."""
_LARGE_PIXELS = 16_000_000
"""Above, a PNG is compressed in half the time: 64 megapixels with alpha would take half a minute more."""
_PHOTOGRAPH = {"quality": 90, "progressive": True, "optimize": True, "subsampling": "4:2:0"}


def public_original(data: bytes, *, content_type: str, strip_all: bool) -> PublicOriginal:
    """See pixelflare.imaging.public_original."""
    if cleaner := _CLEANERS.get(content_type):
        return PublicOriginal(cleaner(data, strip_all=strip_all), content_type)
    return _rendered(whole_picture(data, content_type))


def whole_picture(data: bytes, content_type: str) -> Image.Image:
    """The picture at full size, upright and in sRGB, without metadata."""
    picture = open_picture(data, content_type)
    orientation, profile = exif.orientation_of(picture), picture.info.get("icc_profile")
    with damage_refused():
        picture.load()
    whole = upright(without_idle_alpha(in_srgb(in_eight_bits(picture), profile)), orientation)
    whole.info.clear()
    return whole


def _rendered(whole: Image.Image) -> PublicOriginal:
    body = io.BytesIO()
    if whole.mode in ("LA", "RGBA") or whole.getcolors(_FEW_COLOURS):
        is_large = whole.width * whole.height > _LARGE_PIXELS
        whole.save(body, "PNG", compress_level=3 if is_large else 6)
        return PublicOriginal(body.getvalue(), Format.PNG.content_type)
    whole.save(body, "JPEG", **_PHOTOGRAPH)
    return PublicOriginal(body.getvalue(), Format.JPEG.content_type)
