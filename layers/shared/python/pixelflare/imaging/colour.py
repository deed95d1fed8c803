"""Colours: every mode and profile to sRGB, and what is transparent."""

import io
from functools import lru_cache

from PIL import Image, ImageCms

from pixelflare.imaging.refusal import Refused
from schema.errors import RejectionReason

_CONVERTIBLE = frozenset({"L", "RGB", "RGBA", "CMYK"})
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

    A profile that is broken or belongs to another kind of picture is passed over, as browsers do.
    """
    if picture.mode == "LA":
        picture = picture.convert("RGBA")
        profile = None  # a profile of grey samples; tagged grey with alpha is hardly ever anything but sRGB's curve
    if isinstance(profile, bytes) and picture.mode in _CONVERTIBLE:
        picture = _converted(picture, profile)
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def is_translucent(picture: Image.Image) -> bool:
    """Whether any pixel lets the background through; an alpha channel that is full everywhere doesn't count."""
    return picture.mode in ("LA", "RGBA") and picture.getchannel("A").getextrema() != _OPAQUE


def _from_sixteen_bits(picture: Image.Image, key: int | None) -> Image.Image:
    """16-bit grey, divided and rounded; Pillow's own conversion clips it. `key` is the sample that is transparent."""
    words = picture.convert("I")
    grey = words.point([(value + 128) // 257 for value in range(65536)], "L")
    if key is None:
        return grey
    alpha = words.point([0 if value == key else 255 for value in range(65536)], "L")
    return Image.merge("LA", (grey, alpha))


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    transform = _to_srgb(profile, colours.mode)
    if transform is None:
        return picture
    converted = ImageCms.applyTransform(colours, transform)
    if converted is None:
        raise RuntimeError("a transform that is not in place always gives a picture")
    if alpha:
        converted.putalpha(alpha)
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
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
