"""What making a picture takes, by the source's kind, the format and the effort: the constants of imaging/cost.py.

`python -m benchmarks.work` measures all of them and writes results/work.md. Each figure is of a process of its own: its
peak of resident memory over what it held after a tiny picture (a HEIC's decoder, a process of its own, is added), and
its CPU time. Results are as large as their sources, which is the most that is made of one.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from benchmarks import tables
from pixelflare.imaging import Effort, RenderJob, inspect, public_original, render
from schema.addresses.formats import READABLE_TYPES_BY_EXTENSION, Format
from schema.addresses.option_values import AUTO_QUALITY
from schema.addresses.options import Options
from tests.photographs import CACHE, camera_jpeg, heif_file

MEGAPIXELS = 24
NOISE, MOVING = "png-noise", "moving"
"""A picture with noise as alpha, the worst there is for an encoder; a GIF of as many frames."""
_SAVED: dict[str, tuple[str, dict[str, Any]]] = {
    "jpeg": ("JPEG", {"quality": 92, "subsampling": "4:2:0"}),
    "progressive": ("JPEG", {"quality": 92, "subsampling": "4:2:0", "progressive": True}),
    "cmyk": ("JPEG", {"quality": 92}),
    "png": ("PNG", {"compress_level": 1}),
    "png-alpha": ("PNG", {"compress_level": 1}),
    "webp": ("WEBP", {"quality": 90, "method": 2}),
    "webp-alpha": ("WEBP", {"quality": 90, "method": 2}),
    "avif": ("AVIF", {"quality": 80, "speed": 10}),
    "avif-alpha": ("AVIF", {"quality": 80, "speed": 10}),
    "tiff": ("TIFF", {"compression": "tiff_adobe_deflate"}),
    "bmp": ("BMP", {}),
    "gif": ("GIF", {}),
    MOVING: ("GIF", {}),
    NOISE: ("PNG", {"compress_level": 1}),
}
_EXTENSIONS = {"progressive": "jpg", "cmyk": "jpg", "jpeg": "jpg"}
HEIC = "heic"
"""33 megapixels of ten bits, from a camera: nothing here can write one."""
_SMALL = Options()


class Case(NamedTuple):
    """What is measured: a kind of source, and what is made of it (a format, `inspect` or `original`)."""

    kind: str
    made: str
    effort: str = "stored"
    quality: int | None = None
    megapixels: int = MEGAPIXELS


class Figures(NamedTuple):
    """Of one case; `pixels` are the source's and the result's."""

    pixels: int
    mib: float
    seconds: float


CASES = [
    *(Case(kind, "inspect") for kind in (*_SAVED, HEIC)),
    *(Case(kind, "jpg") for kind in (*_SAVED, HEIC)),
    *(Case(kind, "original") for kind in ("tiff", "bmp", HEIC)),
    *(Case(kind, form.value, effort) for kind in ("jpeg", "png-alpha") for form in Format for effort in Effort),
    *(Case("jpeg", form, quality=AUTO_QUALITY) for form in ("webp", "avif", "jpg")),
    *(Case(NOISE, form.value, megapixels=12) for form in Format),
    *(Case(NOISE, form, quality=AUTO_QUALITY, megapixels=12) for form in ("webp", "avif")),
    Case(NOISE, "webp", "best", megapixels=12),
    *(Case(MOVING, form, effort, megapixels=10) for form in ("webp", "avif", "gif") for effort in ("stored", "best")),
]


def source(kind: str, megapixels: int) -> bytes:
    """The picture's file, kept among the fixtures."""
    if kind == HEIC:
        return heif_file("heif_special/guitar_cw90.hif")
    path = CACHE / f"work-{kind}-{megapixels}"
    if not path.exists():
        name, options = _SAVED[kind]
        body = io.BytesIO()
        if kind == MOVING:
            options = {"save_all": True, "append_images": _frames(megapixels)[1:], "duration": 50, "loop": 0}
        (_frames(megapixels)[0] if kind == MOVING else _pixels(kind, megapixels)).save(body, name, **options)
        path.write_bytes(body.getvalue())
    return path.read_bytes()


def _pixels(kind: str, megapixels: int) -> Image.Image:
    camera = Image.open(io.BytesIO(camera_jpeg(24)))
    side = (megapixels / 24) ** 0.5
    picture = camera.resize((round(6000 * side), round(4000 * side))) if megapixels != 24 else camera.convert("RGB")
    if kind == "cmyk":
        return picture.convert("CMYK")
    if kind == "gif":
        return picture.quantize(256)
    if kind == NOISE:  # the worst there is for an encoder of alpha
        picture.putalpha(Image.effect_noise(picture.size, 80))
    if kind.endswith("alpha"):
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    return picture


def _frames(megapixels: int) -> list[Image.Image]:
    """A pan over a photograph, a megapixel each."""
    camera = Image.open(io.BytesIO(camera_jpeg(24)))
    return [camera.crop((20 * at, 20 * at, 20 * at + 1000, 20 * at + 1000)).quantize(256) for at in range(megapixels)]


def _work(case: Case) -> Callable[[bytes], object]:
    if case.made == "inspect":
        extension = _EXTENSIONS.get(case.kind, case.kind.partition("-")[0])
        return lambda data: inspect(data, extension=extension)
    if case.made == "original":
        content_type = READABLE_TYPES_BY_EXTENSION[case.kind.partition("-")[0]]
        return lambda data: public_original(data, content_type=content_type, strip_all=False)
    look = replace(_SMALL, q=case.quality)
    order = RenderJob("measured", Format(case.made), look)
    return lambda data: sum(len(made.body) for made in render(data, [order], effort=Effort(case.effort), threads=1))


def measured(case: Case) -> Figures:
    """The case's figures, from a fresh process."""
    source(case.kind, case.megapixels)
    command = [sys.executable, "-m", "benchmarks.work", json.dumps(case)]
    return Figures(
        *json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=_environment()).stdout)
    )


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def _measure_here(case: Case) -> Figures:
    tiny = io.BytesIO()
    form = "JPEG" if case.kind == HEIC else _SAVED[case.kind][0]
    Image.new("P" if form == "GIF" else "RGB", (8, 8)).save(tiny, form)
    if case.kind != HEIC or case.made not in ("inspect", "original"):
        _work(case)(tiny.getvalue())
    before, started = _status("VmRSS"), time.process_time()
    data = source(case.kind, case.megapixels)
    _work(case)(data)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() - started + children.ru_utime + children.ru_stime
    mib = (_status("VmHWM") - before + children.ru_maxrss) / 1024
    pixels = 33 if case.kind == HEIC else case.megapixels
    return Figures(pixels * 1_000_000, round(mib), round(seconds, 2))


def _status(field: str) -> int:
    """A figure of this process, in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def main(arguments: list[str]) -> None:
    if arguments and arguments[0].startswith("["):
        print(json.dumps(_measure_here(Case(*json.loads(arguments[0])))))
        return
    found = [(case, measured(case)) for case in CASES]
    heads = ("source", "made", "effort", "megapixels", "MiB", "CPU s", "bytes a pixel", "s a megapixel")
    tables.write(
        "work",
        "# What making a picture takes",
        tables.settings("pillow", "pi-heif"),
        tables.table(heads, (_row(case, figures) for case, figures in found)),
    )


def _row(case: Case, figures: Figures) -> list[object]:
    effort = case.effort + (", q=auto" if case.quality == AUTO_QUALITY else "")
    millions = figures.pixels / 1_000_000
    per_pixel = round(figures.mib * 1.048576 / millions, 1)
    return [
        case.kind,
        case.made,
        effort,
        millions,
        figures.mib,
        figures.seconds,
        per_pixel,
        round(figures.seconds / millions, 3),
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
