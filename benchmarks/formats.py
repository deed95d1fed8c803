"""`python -m benchmarks.formats`: bytes and CPU of each format at equal quality, over the ladder and a set of photographs.

Equal means: as good as WebP at quality 80, our usual one, once by SSIM and once by SSIMULACRA2 (benchmarks.quality), each
photograph and preset for itself; between two qualities of a format its bytes are interpolated. Only the encoding is
compared: all formats get the same lossless pixels of a preset, and our writers with our settings.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple

from PIL import Image

from benchmarks import quality, tables
from benchmarks.photos import flat_art, photographs
from benchmarks.turns import cpu_seconds
from pixelflare.imaging import Effort, job_of, render
from pixelflare.imaging.encode.formats import encoded
from pixelflare.imaging.encode.likeness import likeness
from schema.addresses.formats import Format
from schema.addresses.options import Options
from schema.addresses.presets import PRESETS

LADDER = tuple(sorted(PRESETS, key=lambda name: PRESETS[name].width))
QUALITIES = (30, 40, 50, 60, 65, 70, 75, 80, 85, 90, 95, 100)
LEAST_SAVED = 0.08
"""By AVIF at our usual speed, of WebP's bytes over everything."""
REFERENCE = "WebP"
FAST = "AVIF, fast"


class Way(NamedTuple):
    format: Format
    effort: Effort


WAYS = {
    REFERENCE: Way(Format.WEBP, Effort.STORED),
    FAST: Way(Format.AVIF, Effort.STORED),
    "AVIF, best": Way(Format.AVIF, Effort.BEST),
    "WebP, best": Way(Format.WEBP, Effort.BEST),
    "JPEG, progressive": Way(Format.JPEG, Effort.STORED),
}
METRICS: dict[str, Callable[[Image.Image, Image.Image], float]] = {
    "SSIM": likeness,
    "SSIMULACRA2": quality.ssimulacra2,
}


@dataclass(frozen=True)
class Figure:
    """What one format needs for a preset of one picture; None where it cannot be as good."""

    preset: str
    way: str
    metric: str
    reference_bytes: int
    reference_seconds: float
    bytes: float | None
    seconds: float


def measured() -> Iterator[Figure]:
    """For all photographs at least as wide, all presets, ways and metrics; SSIMULACRA2 only where it takes seconds."""
    for name, data in photographs():
        print(name, file=sys.stderr)
        for preset, pixels in _lossless(data).items():
            yield from _figures(preset, pixels)


def _lossless(data: bytes) -> dict[str, Image.Image]:
    """The presets' pixels, of those that the photograph is large enough for."""
    made = render(data, [job_of(name, Format.PNG) for name in LADDER])
    return {m.order.name: quality.picture_of(m.body) for m in made if m.width == PRESETS[m.order.name].width}


def _figures(preset: str, pixels: Image.Image) -> Iterator[Figure]:
    encode = cache(partial(_encoded, pixels))  # both metrics ask for the same ones
    reference, seconds = encode(WAYS[REFERENCE], None)
    for metric, alike in METRICS.items():
        if alike is not likeness and pixels.width * pixels.height > quality.SCORED_PIXELS:
            continue
        of_body = cache(partial(_alike, alike, pixels))
        for name, way in WAYS.items():
            if name != REFERENCE:
                size, took = _as_good(partial(encode, way), of_body(reference), of_body)
                yield Figure(preset, name, metric, len(reference), seconds, size, took)


def _alike(alike: Callable[[Image.Image, Image.Image], float], pixels: Image.Image, body: bytes) -> float:
    return alike(pixels, quality.picture_of(body))


def _as_good(
    encode: Callable[[int], tuple[bytes, float]], meant: float, alike: Callable[[bytes], float]
) -> tuple[float | None, float]:
    """Bytes and seconds at that quality, between the two qualities on both sides of it, found by halving."""
    tried: dict[int, tuple[float, int, float]] = {}

    def reached(index: int) -> bool:
        body, seconds = encode(QUALITIES[index])
        tried[index] = (alike(body), len(body), seconds)
        return tried[index][0] >= meant

    low, high = 0, len(QUALITIES) - 1
    if not reached(high):
        return None, tried[high][2]
    if reached(low):
        return tried[low][1], tried[low][2]
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    (below, fewer, _), (above, more, seconds) = tried[low], tried[high]
    return fewer + (more - fewer) * (meant - below) / (above - below), seconds


def _encoded(pixels: Image.Image, way: Way, q: int | None) -> tuple[bytes, float]:
    bodies: list[bytes] = []
    look = Options(q=q)
    seconds = cpu_seconds(lambda: bodies.append(encoded(pixels, way.format, effort=way.effort, look=look)))
    return bodies[0], seconds


def of_reference(figures: Iterable[Figure]) -> float:
    """The sum of the bytes, in parts of WebP's."""
    found = [(figure.bytes, figure.reference_bytes) for figure in figures if figure.bytes is not None]
    return sum(size for size, _ in found) / sum(reference for _, reference in found)


def _seconds_of_reference(figures: Iterable[Figure]) -> float:
    found = list(figures)
    return sum(figure.seconds for figure in found) / sum(figure.reference_seconds for figure in found)


def _bytes_table(figures: list[Figure], metric: str) -> str:
    """A row a format, a column a preset, one over everything, and how often the format never got there."""
    of_metric = [figure for figure in figures if figure.metric == metric]
    counts = {name: sum(f.preset == name for f in of_metric) // (len(WAYS) - 1) for name in LADDER}
    there = [name for name in LADDER if counts[name]]
    rows = []
    for way in WAYS:
        own = [figure for figure in of_metric if figure.way == way]
        if own:
            each = [f"{of_reference(f for f in own if f.preset == name):.2f}" for name in there]
            rows.append((way, *each, f"{of_reference(own):.2f}", sum(figure.bytes is None for figure in own) or ""))
    heads = ("format", *(f"{name} ({counts[name]} photos)" for name in there), "all", "never as good")
    return tables.table(heads, rows)


def _cpu_table(figures: list[Figure]) -> str:
    rows = []
    for way in WAYS:
        own = [figure for figure in figures if (figure.way, figure.metric) == (way, "SSIM")]
        if own:
            each = (f"{_seconds_of_reference(f for f in own if f.preset == name):.2f}" for name in LADDER)
            rows.append((way, *each, f"{_seconds_of_reference(own):.2f}"))
    return tables.table(("format", *LADDER, "all"), rows)


def _flat_table() -> str:
    """PNG has no quality to make equal: what it costs without any loss, beside the others' usual settings."""
    rows = []
    for name, data in flat_art():
        pixels = quality.picture_of(data)
        for label, way in {
            **WAYS,
            "PNG": Way(Format.PNG, Effort.STORED),
            "PNG, best": Way(Format.PNG, Effort.BEST),
        }.items():
            body, seconds = _encoded(pixels, way, None)
            rows.append((name, label, f"{len(body):,}", str(quality.quality(pixels, body)), f"{1000 * seconds:.0f}"))
    return tables.table(("drawing", "format", "bytes", "SSIM / SSIMULACRA2", "CPU, ms"), rows)


def main() -> int:
    figures = list(measured())
    fast = [figure for figure in figures if figure.way == FAST]
    verdicts = tuple(
        (f"{FAST}, bytes of WebP's over all by {metric}, at most", of_reference(of_metric), 1 - LEAST_SAVED)
        for metric in METRICS
        if (of_metric := [figure for figure in fast if figure.metric == metric])
    )
    tables.write(
        "formats",
        "# Bytes and CPU at equal quality: as good as WebP at quality 80",
        tables.settings("pillow", "ssimulacra2", photographs=", ".join(name for name, _ in photographs())),
        "Sums over the photographs that are at least so wide, of WebP's bytes; *all* is the sum over photographs and presets.",
        *(f"## Bytes, equal by {metric}\n\n{_bytes_table(figures, metric)}" for metric in METRICS),
        "SSIMULACRA2 is not computed above 1.5 megapixels: it takes many seconds there.",
        "## CPU of encoding at that quality (equal by SSIM), of WebP's",
        _cpu_table(figures),
        "## Flat art at the usual settings",
        _flat_table(),
        "## The bounds",
        tables.verdicts(verdicts),
    )
    return tables.exit_code(verdicts)


if __name__ == "__main__":
    sys.exit(main())
