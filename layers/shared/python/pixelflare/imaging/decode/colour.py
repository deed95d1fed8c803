"""Colours: every mode and profile to sRGB, and what is transparent."""

import io
from functools import lru_cache

from PIL import Image, ImageCms

from pixelflare.imaging.decode.uncommon_formats import WHITE_IS_ZERO
from pixelflare.imaging.refusal import Refused
from schema.errors import RejectionReason

_COLOURS = {"L": "L", "LA": "L", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}
"""What a profile is about in each mode: all but alpha."""
_OPAQUE = (255, 255)
_WIDE = frozenset({"I", "F", "LAB"})
"""32-bit samples, whose range no file states, and CIELAB, which needs the white point that it was measured at."""


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """The picture as L, LA, RGB, RGBA or CMYK: what can be resized. Palettes and transparent colours become alpha."""
    key = picture.info.get("transparency")
    if isinstance(key, str):  # a PNG's text chunk of that name, which Pillow files under the same key
        del picture.info["transparency"]
        key = None
    if picture.mode in _WIDE:
        raise Refused(RejectionReason.UNSUPPORTED_TYPE, f"samples of the kind {picture.mode}")
    if picture.mode.startswith("I;16"):
        return _from_sixteen_bits(picture, key if isinstance(key, int) else None)
    if picture.mode == "1":
        picture = picture.convert("L")
        picture.info |= {} if key is None else {"transparency": key}
    if key is not None and picture.mode in ("L", "RGB", "P"):
        return picture.convert("LA" if picture.mode == "L" else "RGBA")
    if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return picture
    return picture.convert("RGBA" if picture.mode in ("PA", "RGBa") else "RGB")


def in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """The picture's colours as sRGB (L, RGB or RGBA), from the ICC profile it came with.

    A profile that is broken or belongs to another kind of picture is passed over, as browsers do; CMYK without one that
    can be used is taken for what is left of white after all four inks, as browsers do too.
    """
    if isinstance(profile, bytes) and picture.mode in _COLOURS:
        picture = _converted(picture, profile)
    if picture.mode == "LA":
        return picture.convert("RGBA")
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def is_translucent(picture: Image.Image) -> bool:
    """Whether any pixel lets the background through; an alpha channel that is full everywhere doesn't count."""
    return picture.mode in ("LA", "RGBA") and picture.getchannel("A").getextrema() != _OPAQUE


def _from_sixteen_bits(picture: Image.Image, key: int | None) -> Image.Image:
    """16-bit grey, divided and rounded; Pillow's own conversion clips it. `key` is the sample that is transparent."""
    words = picture.convert("I")
    levels = [(value + 128) // 257 for value in range(65536)]
    grey = words.point(levels[::-1] if picture.info.get(WHITE_IS_ZERO) else levels, "L")
    if key is None:
        return grey
    alpha = words.point([0 if value == key else 255 for value in range(65536)], "L")
    return Image.merge("LA", (grey, alpha))


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    transform = _to_srgb(profile, _COLOURS[picture.mode])
    if transform is None:
        return picture
    has_alpha = picture.mode in ("LA", "RGBA")
    converted = ImageCms.applyTransform(picture.convert(_COLOURS[picture.mode]) if has_alpha else picture, transform)
    if converted is None:
        raise RuntimeError("a transform that is not in place always gives a picture")
    if has_alpha:
        converted.putalpha(picture.getchannel("A"))
    return converted


_SRGB_NAMES = frozenset({"sRGB", "sRGB IEC61966-2.1", "sRGB IEC61966-2-1", "sRGB built-in", "sRGB2014", "c2"})
"""How the profiles call themselves that change nothing; others that begin so are linear, or of another gamut."""


@lru_cache(maxsize=8)
def _to_srgb(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The transform, or None when there is nothing to do or the profile can't be used. Building one takes longer than
    applying it to a small picture, and a camera's pictures all carry the same profile."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if mode == "RGB" and ImageCms.getProfileDescription(source).strip() in _SRGB_NAMES:
            return None
        return ImageCms.buildTransform(
            source, ImageCms.createProfile("sRGB"), mode, "RGB", _intent(source), ImageCms.Flags.BLACKPOINTCOMPENSATION
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _intent(source: ImageCms.ImageCmsProfile) -> ImageCms.Intent:
    """How colours that sRGB lacks are fitted in: by the profile's own tables where it has some, as for inks; a camera's
    or a display's, which is three curves and a matrix, moves the others as little as can be."""
    return ImageCms.Intent.RELATIVE_COLORIMETRIC if source.profile.is_matrix_shaper else ImageCms.Intent.PERCEPTUAL
