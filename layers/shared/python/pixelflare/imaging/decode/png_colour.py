"""The colours of a PNG that says its gamma and primaries (`gAMA`, `cHRM`) in place of a profile, as a profile.

PNG 3rd edition, 4.3: `cICP`, `iCCP` and `sRGB` come first.
"""

from PIL import Image

from pixelflare.imaging.decode.code_points import SRGB, is_grey
from pixelflare.imaging.decode.matrix_profile import grey_profile, power, rgb_profile

_USUAL_GAMMA = 0.45455
_LEAST_GAMMA, _MOST_GAMMA = 0.05, 5.0
_CLOSE = 0.002


def profile_of(picture: Image.Image) -> bytes | None:
    """The profile; None where the PNG says nothing, nothing but sRGB, or what can't be."""
    gamma, told = picture.info.get("gamma"), picture.info.get("chromaticity")
    if (gamma is None and told is None) or "srgb" in picture.info or "icc_profile" in picture.info:
        return None
    gamma = _USUAL_GAMMA if gamma is None else float(gamma)
    primaries = SRGB if told is None else tuple(float(value) for value in told)
    is_usual = abs(gamma - _USUAL_GAMMA) < _CLOSE and _are_close(primaries, SRGB)
    if is_usual or not _LEAST_GAMMA <= gamma <= _MOST_GAMMA or len(primaries) != len(SRGB):
        return None
    curve = power(1 / gamma)
    return grey_profile(curve) if is_grey(picture) else rgb_profile(primaries, curve)


def _are_close(some: tuple[float, ...], others: tuple[float, ...]) -> bool:
    return len(some) == len(others) and all(abs(a - b) < _CLOSE for a, b in zip(some, others, strict=True))
