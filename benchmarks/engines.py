"""`python -m benchmarks.engines`: the ladder, single variants and formats, against libvips and sharp, in one run.

Contenders take turns within a round, so that whatever else the machine does meets all of them; ratios hold, times drift.
CPU is that of all threads; likeness is SSIM against a full decode and one LANCZOS resize (pixelflare.imaging.likeness).
"""

import io
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

from PIL import Image

from benchmarks import peers, tables
from pixelflare.imaging import Effort, Order, render
from pixelflare.imaging.likeness import likeness
from schema.formats import Format
from schema.presets import PRESETS
from tests.photographs import CACHE, camera_jpeg, photograph

ROUNDS = 5
LADDER = (12, 24, 48)
SINGLE = (2, 12, 24, 48)
WIDTHS = (512, 1024)
PHOTOS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")
SMALL = 512
"""The photographs in PHOTOS have no more pixels across."""
QUALITIES = (30, 40, 50, 60, 70, 80, 90)
MOST_OF_CASCADE, MOST_OF_SINGLE, MOST_OF_WEBP = 1.25, 1.15, 1.0

Contenders = dict[str, Callable[[], float]]


def ladder(megapixels: int, sharp: peers.Sharp) -> dict[str, float]:
    """Median CPU seconds of each way to make the eight variants."""
    data, path = _camera(megapixels)
    return _medians(
        {
            "ours": partial(_cpu, lambda: _ladder(data, Format.WEBP)),
            "ours, AVIF": partial(_cpu, lambda: _ladder(data, Format.AVIF)),
            "vips cascade": partial(_cpu, lambda: peers.vips_cascade(data)),
            "vips thumbnails": partial(_cpu, lambda: peers.vips_thumbnails(data)),
            "sharp cascade": lambda: sharp.asked("cascade", path)[0],
            "sharp clones": lambda: sharp.asked("clones", path)[0],
        }
    )


def single(megapixels: int, sharp: peers.Sharp) -> tuple[dict[str, float], dict[str, float]]:
    """Median CPU seconds of one w512, and how alike each result is to the reference."""
    data, path = _camera(megapixels)
    bodies = {"ours": _one(data), "vips": peers.vips_single(data), "sharp": sharp.asked("single", path)[1]}
    cpu = _medians(
        {
            "ours": partial(_cpu, lambda: _one(data)),
            "vips": partial(_cpu, lambda: peers.vips_single(data)),
            "sharp": lambda: sharp.asked("single", path)[0],
        }
    )
    return cpu, {name: _likeness(data, body) for name, body in bodies.items()}


def formats(width: int) -> dict[str, float]:
    """Bytes of each format at the likeness of WebP at quality 80, as a ratio to it; the mean over the photographs."""
    ways = {
        "AVIF": (Format.AVIF, Effort.STORED),
        "AVIF, best": (Format.AVIF, Effort.BEST),
        "WebP, best": (Format.WEBP, Effort.BEST),
        "JPEG": (Format.JPEG, Effort.STORED),
    }
    small = [photograph(name) for name in PHOTOS if width <= SMALL]
    sources = [*small, photograph("retina.jpg"), *(camera_jpeg(megapixels) for megapixels in (2, 12, 24))]
    return {name: mean(_bytes_at_equal_likeness(data, width, *way) for data in sources) for name, way in ways.items()}


def _bytes_at_equal_likeness(data: bytes, width: int, kind: Format, effort: Effort) -> float:
    plain = _picture(_rendered(data, f"w={width}", Format.PNG))
    webp = _rendered(data, f"w={width}", Format.WEBP)
    meant = likeness(plain, _picture(webp))
    known = []
    for quality in QUALITIES:
        body = _rendered(data, f"w={width},q={quality}", kind, effort)
        known.append((likeness(plain, _picture(body)), len(body)))
    for (low, fewer), (high, more) in pairwise(known):
        if low <= meant <= high:
            return (fewer + (more - fewer) * (meant - low) / (high - low)) / len(webp)
    raise RuntimeError(f"{kind} does not reach that likeness")


def _rendered(data: bytes, variant: str, kind: Format, effort: Effort = Effort.STORED) -> bytes:
    (one,) = render(data, [Order(variant, kind)], effort=effort)
    return one.body


def _picture(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body)).convert("RGB")


def _one(data: bytes) -> bytes:
    return _rendered(data, "w512", Format.WEBP)


def _ladder(data: bytes, kind: Format) -> None:
    for _ in render(data, [Order(name, kind) for name in PRESETS]):
        pass


def _likeness(data: bytes, body: bytes) -> float:
    made = _picture(body)
    return likeness(_picture(data).resize(made.size, Image.Resampling.LANCZOS), made)


def _camera(megapixels: int) -> tuple[bytes, Path]:
    return camera_jpeg(megapixels), CACHE / f"camera-{megapixels}.jpg"  # type: ignore[arg-type]


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _medians(contenders: Contenders) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, measure in contenders.items():
            times[name].append(measure())
    return {name: median(seconds) for name, seconds in times.items()}


def _ladder_table(results: dict[int, dict[str, float]]) -> str:
    names = list(next(iter(results.values())))
    rows = []
    for megapixels, cpu in results.items():
        best = min(cpu["vips cascade"], cpu["sharp cascade"])
        ratios = (f"{cpu['ours'] / best:.2f}", f"{cpu['ours, AVIF'] / cpu['ours']:.2f}")
        rows.append((f"{megapixels} MP", *(f"{1000 * cpu[name]:.0f}" for name in names), *ratios))
    return tables.table(("source", *(f"{name}, ms" for name in names), "ours of best cascade", "AVIF of WebP"), rows)


def _single_table(results: dict[int, tuple[dict[str, float], dict[str, float]]]) -> str:
    rows = [
        (
            f"{megapixels} MP",
            *(f"{1000 * cpu[name]:.0f} ({alike[name]:.4f})" for name in cpu),
            f"{cpu['ours'] / min(cpu['vips'], cpu['sharp']):.2f}",
        )
        for megapixels, (cpu, alike) in results.items()
    ]
    return tables.table(("source", "ours, ms (likeness)", "vips", "sharp", "ours of the faster"), rows)


def main() -> int:
    with peers.sharp() as sharp:
        ladders = {megapixels: ladder(megapixels, sharp) for megapixels in LADDER}
        singles = {megapixels: single(megapixels, sharp) for megapixels in SINGLE}
    sizes = {width: formats(width) for width in WIDTHS}
    tables.write(
        "engines",
        "# The engine against libvips and sharp: CPU of all threads, one run",
        tables.settings(
            "pillow", "pyvips", libvips=".".join(str(peers.pyvips.version(n)) for n in (0, 1, 2)), sharp=peers.SHARP
        ),
        "## Eight WebP variants from one JPEG (quality 80, method 4)",
        _ladder_table(ladders),
        "## One variant, 512 wide, as WebP",
        _single_table(singles),
        "## Bytes at the likeness of WebP at quality 80, of WebP's, mean over the photographs",
        tables.table(
            ("format", *(f"{width} wide" for width in WIDTHS)),
            [(name, *(f"{sizes[width][name]:.2f}" for width in WIDTHS)) for name in sizes[WIDTHS[0]]],
        ),
    )
    cascades = (cpu["ours"] / min(cpu["vips cascade"], cpu["sharp cascade"]) for cpu in ladders.values())
    avif = (cpu["ours, AVIF"] / cpu["ours"] for cpu in ladders.values())
    alone = (cpu["ours"] / min(cpu["vips"], cpu["sharp"]) for cpu, _ in singles.values())
    holds = max(cascades) <= MOST_OF_CASCADE and max(avif) <= MOST_OF_WEBP and max(alone) <= MOST_OF_SINGLE
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
