"""`python -m benchmarks.ladder`: CPU of the whole ladder from one camera JPEG, against plain code and against the bound.

Contenders take turns within a round, so that whatever else the machine does meets all of them; ratios hold, times drift.
"""

import io
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

from PIL import Image, ImageOps

from benchmarks import tables
from pixelflare.imaging import job_of, render
from pixelflare.imaging.geometry.plan import plan_for
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS, Fit, Preset
from tests.photographs import camera_jpeg

ROUNDS = 7
MEGAPIXELS = (12, 24, 48)
QUALITY, METHOD = 80, 4
MOST_OF_BOUND = 1.45
MOST_OF_NAIVE = {12: 0.45, 24: 0.25, 48: 0.16}
ORDERS = [job_of(name, Format.WEBP) for name in PRESETS]

Work = Callable[[], Any]


def ours(data: bytes) -> None:
    for _ in render(data, ORDERS):
        pass


def naive(data: bytes) -> None:
    """What a first version does: open, turn, resize from full size, save, for each variant anew."""
    for preset in PRESETS.values():
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        _encode(_fitted(picture, preset))


def bound(data: bytes, ready: list[Image.Image], decode: tuple[int, int]) -> None:
    """What nobody can leave out: one decode at the smallest scale that will do, and the encoding of finished pixels."""
    picture = Image.open(io.BytesIO(data))
    picture.draft(None, decode)
    picture.load()
    for pixels in ready:
        _encode(pixels)


def _fitted(picture: Image.Image, preset: Preset) -> Image.Image:
    if preset.fit is Fit.COVER and preset.height:
        return ImageOps.fit(picture, (preset.width, preset.height), Image.Resampling.LANCZOS)
    height = round(picture.height * preset.width / picture.width)
    return picture.resize((preset.width, height), Image.Resampling.LANCZOS)


def _encode(picture: Image.Image) -> None:
    picture.save(io.BytesIO(), "WEBP", quality=QUALITY, method=METHOD)


def measured(megapixels: int) -> dict[str, float]:
    """Median CPU seconds (user and system) of each contender."""
    data = camera_jpeg(megapixels)  # type: ignore[arg-type]
    picture = Image.open(io.BytesIO(data))
    ready = [_fitted(picture.convert("RGB"), preset) for preset in PRESETS.values()]
    contenders: dict[str, Work] = {
        "ours": partial(ours, data),
        "naive": partial(naive, data),
        "bound": partial(bound, data, ready, plan_for(picture.size, ORDERS).decode),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, work in contenders.items():
            times[name].append(_cpu_seconds(work))
    return {name: median(seconds) for name, seconds in times.items()}


def _cpu_seconds(work: Work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _row(megapixels: int, cpu: dict[str, float]) -> tuple[object, ...]:
    return (
        f"{megapixels} MP",
        *(f"{1000 * cpu[name]:.0f}" for name in ("ours", "bound", "naive")),
        f"{cpu['ours'] / cpu['bound']:.2f}",
        f"{MOST_OF_BOUND:.2f}",
        f"{cpu['ours'] / cpu['naive']:.2f}",
        f"{MOST_OF_NAIVE[megapixels]:.2f}",
    )


def _holds(megapixels: int, cpu: dict[str, float]) -> bool:
    return cpu["ours"] <= MOST_OF_BOUND * cpu["bound"] and cpu["ours"] <= MOST_OF_NAIVE[megapixels] * cpu["naive"]


def main() -> int:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    results = {megapixels: measured(megapixels) for megapixels in MEGAPIXELS}
    heads = ("source", "ours, ms", "bound, ms", "naive, ms", "of bound", "at most", "of naive", "at most")
    tables.write(
        "ladder",
        "# The ladder: eight WebP variants from one JPEG, CPU of one core",
        tables.settings("pillow", encoder=f"WebP, quality {QUALITY}, method {METHOD}", rounds=f"{ROUNDS}, medians"),
        tables.table(heads, [_row(megapixels, cpu) for megapixels, cpu in results.items()]),
        "The bound is the scaled decode and the encoding of finished pixels alone; naive opens, resizes from full size "
        "and saves for each variant.",
    )
    return 0 if all(_holds(megapixels, cpu) for megapixels, cpu in results.items()) else tables.MISSED


if __name__ == "__main__":
    sys.exit(main())
