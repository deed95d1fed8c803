"""Colours that are said by code points (ITU-T H.273, CICP) in place of a profile, as a profile.

HDR is brought to SDR by the tone curve of ITU-R BT.2408, annex 5 (the EETF of BT.2390, on each component):
docs/decisions/0015-tasks-light-and-profiles.md. AVIF and HEIC say code points in a `colr` box, PNG in `cICP`.
"""

import math
from typing import NamedTuple

from PIL import Image

from pixelflare.imaging.decode.matrix_profile import grey_profile, power, rgb_profile, sampled_curve, srgb_curve

SRGB = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
"""x and y of white, red, green and blue."""
_C = 0.310, 0.316
_D65 = SRGB[:2]
_PRIMARIES = {
    1: SRGB,
    4: (*_C, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    5: (*_D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
    6: (*_D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    7: (*_D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    8: (*_C, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049),
    9: (*_D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.314, 0.351, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    12: (*_D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    22: (*_D65, 0.63, 0.34, 0.295, 0.605, 0.155, 0.077),
}
"""H.273, table 2; unspecified and reserved ones are taken for sRGB's."""
_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
"""H.273, table 3. Those of television (1, 6, 14, 15) are shown with sRGB's curve, as browsers do."""
_PQ, _HLG = 16, 18
_SDR_WHITE_NITS = 203.0
"""BT.2408, 2.1: diffuse white of HDR, which becomes the white of SDR."""
_HLG_PEAK_NITS, _HLG_SYSTEM_GAMMA = 1000.0, 1.2
"""BT.2100, table 5. The gamma is applied to each component, so that a curve can say it."""
_HOT_PIXELS = 0.001
"""The share that may be brighter than what is taken for the picture's peak."""
_M1, _M2, _C1, _C2, _C3 = 2610 / 16384, 2523 / 4096 * 128, 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_PQ_NITS = 10_000.0
_GREY = ("1", "L", "LA", "I", "I;16", "I;16B")


class CodePoints(NamedTuple):
    """The numbers of primaries and of the transfer function in H.273."""

    primaries: int
    transfer: int

    @property
    def is_hdr(self) -> bool:
        return self.transfer in (_PQ, _HLG)


def profile_of(told: CodePoints, picture: Image.Image) -> bytes | None:
    """The profile; None where it is sRGB or unspecified. An HDR picture must be decoded: its peak decides the curve."""
    primaries = _PRIMARIES.get(told.primaries, SRGB)
    if told.is_hdr:
        curve = sampled_curve(_tone_curve(told.transfer, _peak_sample(picture)))
    elif told.transfer in _GAMMAS:
        curve = power(_GAMMAS[told.transfer])
    elif primaries == SRGB:
        return None
    else:
        curve = srgb_curve()
    return grey_profile(curve) if is_grey(picture) else rgb_profile(primaries, curve)


def is_grey(picture: Image.Image) -> bool:
    return picture.mode in _GREY


def _peak_sample(picture: Image.Image) -> int:
    """The brightest sample of any component, but for a few hot pixels."""
    picture = picture.convert("L" if is_grey(picture) else "RGB")
    counts, most = picture.histogram(), _HOT_PIXELS * picture.width * picture.height
    return max(_brightest(counts[band : band + 256], most) for band in range(0, len(counts), 256))


def _brightest(counts: list[int], most: float) -> int:
    passed = 0
    for sample in range(255, 0, -1):
        passed += counts[sample]
        if passed > most:
            return sample
    return 0


def _tone_curve(transfer: int, peak_sample: int) -> list[float]:
    """The light of each sample, where 1 is SDR's white."""
    nits = _hlg_nits if transfer == _HLG else _pq_nits
    peak = max(nits(peak_sample / 255), _SDR_WHITE_NITS)
    return [min(1.0, _mapped(min(peak, nits(sample / 255)), peak) / _SDR_WHITE_NITS) for sample in range(256)]


def _mapped(nits: float, peak: float) -> float:
    """BT.2408, annex 5: as it is below the knee, then a Hermite spline that ends at the white."""
    whole = _pq_sample(peak)
    value, most = _pq_sample(nits) / whole, _pq_sample(_SDR_WHITE_NITS) / whole
    knee = 1.5 * most - 0.5
    if value <= knee or knee >= 1:
        return nits
    t = (value - knee) / (1 - knee)
    spline = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (-2 * t**3 + 3 * t**2) * most
    return _pq_nits(spline * whole)


def _pq_nits(sample: float) -> float:
    """BT.2100, table 4: the EOTF."""
    root = sample ** (1 / _M2)
    return float(_PQ_NITS * (max(root - _C1, 0.0) / (_C2 - _C3 * root)) ** (1 / _M1))


def _pq_sample(nits: float) -> float:
    light = (nits / _PQ_NITS) ** _M1
    return float(((_C1 + _C2 * light) / (1 + _C3 * light)) ** _M2)


def _hlg_nits(sample: float) -> float:
    """BT.2100, table 5: the inverse OETF, then the OOTF."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = sample**2 / 3 if sample <= 0.5 else (math.exp((sample - c) / a) + b) / 12
    return float(_HLG_PEAK_NITS * scene**_HLG_SYSTEM_GAMMA)
