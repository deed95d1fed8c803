"""What each preset makes of real pictures, as numbers that a person can read: `python -m tests.golden.expect` writes them.

The measure is SSIM of the luminance against a reference made another way at test time: full decode, Pillow's own
transposition and profile conversion, one LANCZOS resize from full size. Minima are what was measured, less a hundredth.
"""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypedDict

import numpy as np
from PIL import Image, ImageCms, ImageOps
from skimage.metrics import structural_similarity

from pixelflare.imaging import job_of, render
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS, Fit
from tests.photographs import hard_file, phone_jpeg, photograph

EXPECTATIONS = Path(__file__).parent / "expectations.json"
MARGIN = 0.01
PICTURES: dict[str, Callable[[], bytes]] = {
    "phone, turned": lambda: phone_jpeg(orientation=6),
    "astronaut": lambda: photograph("astronaut.png"),
    "chelsea": lambda: photograph("chelsea.png"),
    "rocket": lambda: photograph("rocket.jpg"),
    "logo": lambda: photograph("logo.png"),
    "transparent": lambda: hard_file("transparent.png"),
    "wide gamut": lambda: hard_file("xmp_test.jpg"),
}


class Expectation(TypedDict):
    picture: str
    preset: str
    format: str
    size: list[int]
    least_ssim: float


def measured(name: str) -> Iterator[Expectation]:
    """Each preset's result in each lossy format, and one in PNG."""
    data = PICTURES[name]()
    reference = _reference(data)
    orders = [job_of(preset, kind) for preset in PRESETS for kind in (Format.WEBP, Format.AVIF, Format.JPEG)]
    for rendered in render(data, [*orders, job_of("w256", Format.PNG)]):
        picture = Image.open(io.BytesIO(rendered.body))
        meant = _resized(reference, rendered.order.name, picture.size)
        yield Expectation(
            picture=name,
            preset=rendered.order.name,
            format=str(picture.get_format_mimetype()),
            size=[*picture.size],
            least_ssim=_similarity(_on_white(picture), meant),
        )


def _reference(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if profile:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        picture = converted or picture
    return _on_white(picture)


def _resized(reference: Image.Image, preset: str, size: tuple[int, int]) -> Image.Image:
    if PRESETS[preset].fit is Fit.COVER:
        return ImageOps.fit(reference, size, Image.Resampling.LANCZOS)
    return reference.resize(size, Image.Resampling.LANCZOS)


def _on_white(picture: Image.Image) -> Image.Image:
    rgba = picture.convert("RGBA")
    ground = Image.new("RGBA", rgba.size, "white")
    return Image.alpha_composite(ground, rgba).convert("RGB")


def _similarity(one: Image.Image, other: Image.Image) -> float:
    return float(structural_similarity(np.asarray(one.convert("L")), np.asarray(other.convert("L")), data_range=255))


def main() -> None:
    lines = []
    for name in PICTURES:
        for found in measured(name):
            found["least_ssim"] = round(found["least_ssim"] - MARGIN, 3)
            lines.append("  " + json.dumps(found))
    EXPECTATIONS.write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
