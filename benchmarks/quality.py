"""How good a result is: SSIM and SSIMULACRA2 against the pixels it should have been made of.

SSIM is the luminance's by blocks (pixelflare.imaging.encode.likeness), quick enough for every result. SSIMULACRA2 (the package
of that name, after https://github.com/cloudinary/ssimulacra2) looks at colours and at several scales and takes seconds
for a megapixel, so that only results up to SCORED_PIXELS are scored by it.
"""

import io
from collections.abc import Mapping
from statistics import mean
from typing import NamedTuple

from PIL import Image, ImageOps
from ssimulacra2 import compute_ssimulacra2

from pixelflare.imaging.encode.likeness import likeness
from schema.addresses.presets import PRESETS, Fit, Preset

SCORED_PIXELS = 1_500_000
LANCZOS = Image.Resampling.LANCZOS


class Quality(NamedTuple):
    """SSIM, at most 1; SSIMULACRA2, at most 100 (70: high, 90: no difference seen), None where it was too large."""

    ssim: float
    score: float | None

    def __str__(self) -> str:
        return f"{self.ssim:.4f}" if self.score is None else f"{self.ssim:.4f} / {self.score:.1f}"


def quality(meant: Image.Image, body: bytes) -> Quality:
    """Of a result, against lossless pixels of its size."""
    made = picture_of(body)
    return Quality(likeness(meant, made), ssimulacra2(meant, made) if _pixels(meant) <= SCORED_PIXELS else None)


def ssimulacra2(meant: Image.Image, made: Image.Image) -> float:
    return float(compute_ssimulacra2(_as_file(meant), _as_file(made)))


def of_ladder(data: bytes, bodies: Mapping[str, bytes]) -> Quality:
    """The means over the presets' results, against one full decode and one LANCZOS resize for each."""
    source = picture_of(data)
    each = [quality(_as_meant(source, PRESETS[name], picture_of(body).size), body) for name, body in bodies.items()]
    scores = [one.score for one in each if one.score is not None]
    return Quality(mean(one.ssim for one in each), mean(scores) if scores else None)


def picture_of(body: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(body))).convert("RGB")


def _as_meant(source: Image.Image, preset: Preset, size: tuple[int, int]) -> Image.Image:
    """In the size that was made: engines round heights differently."""
    if preset.fit is Fit.COVER:
        return ImageOps.fit(source, size, LANCZOS)
    return source.resize(size, LANCZOS)


def _as_file(picture: Image.Image) -> io.BytesIO:
    """What the package reads: anything that Pillow opens."""
    file = io.BytesIO()
    picture.save(file, "BMP")
    file.seek(0)
    return file


def _pixels(picture: Image.Image) -> int:
    return picture.width * picture.height
