"""The photographs that are measured: camera files as files, and a set of different ones as pixels."""

import io
from collections.abc import Iterator
from pathlib import Path

import pi_heif
from PIL import Image

from tests.photographs import CACHE, camera_jpeg, heif_file, photograph

DEMO = Path(__file__).resolve().parents[1] / "demo" / "photographs"
FLAT_ART = ("logo.png", "horse.png")
_SMALL = (
    "astronaut.png",
    "chelsea.png",
    "coffee.png",
    "rocket.jpg",
    "motorcycle_left.png",
    "hubble_deep_field.jpg",
    "retina.jpg",
)
_LARGE = ("heif_other/pug.heic", "heif_other/arrow.heic", "heif_special/guitar_cw90.hif")

_ENOUGH = 4096
"""Pixels across."""


def camera(megapixels: int) -> Path:
    """A JPEG of real camera pixels, of 2, 12, 24 or 48 megapixels; made when it is not there."""
    camera_jpeg(megapixels)  # type: ignore[arg-type]
    return CACHE / f"camera-{megapixels}.jpg"


def photographs() -> Iterator[tuple[str, bytes]]:
    """Names and bytes: portraits, animals, still lives, machines, plants, the sky, from 0.1 to 12 megapixels."""
    for name in _SMALL:
        yield name, photograph(name)
    yield "dandelion.jpg", (DEMO / "dandelion.jpg").read_bytes()
    for name in _LARGE:
        yield name.split("/")[1], _developed(heif_file(name))


def _developed(heic: bytes) -> bytes:
    """The same pixels as a BMP, or half as many each way: what is compared is what is made of them."""
    picture = pi_heif.open_heif(io.BytesIO(heic)).to_pillow().convert("RGB")
    body = io.BytesIO()
    picture.reduce(2 if picture.width > _ENOUGH else 1).save(body, "BMP")
    return body.getvalue()


def flat_art() -> Iterator[tuple[str, bytes]]:
    """Drawings, not photographs; on white."""
    for name in FLAT_ART:
        drawing = Image.open(io.BytesIO(photograph(name))).convert("RGBA")
        ground = Image.new("RGB", drawing.size, "white")
        ground.paste(drawing, mask=drawing.getchannel("A"))
        body = io.BytesIO()
        ground.save(body, "PNG")
        yield name, body.getvalue()
