"""`python -m benchmarks.engines`: the ladder of eight WebP variants, against libvips, sharp and its own floor, in one run.

Contenders take turns within a round; each runs in a process of its own (benchmarks/contenders).
"""

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks import quality, tables, turns, workers
from benchmarks.photos import camera
from benchmarks.workers import Worker

ROUNDS = 5
MEGAPIXELS = (12, 24, 48)
THREADS = 2
MOST_OF_CASCADE, MOST_OF_FLOOR, MOST_OF_WEBP = 1.25, 1.45, 1.0
WAYS = ("ours", "vips cascade", "vips thumbnails", "sharp cascade", "sharp clones")

Seconds = Mapping[str, float]


def cpu(path: Path) -> tuple[dict[str, float], dict[str, quality.Quality]]:
    """Median CPU seconds of each way to make the eight variants, one thread each, and how good they are."""
    with ExitStack() as stack:
        ours, vips, sharp = (stack.enter_context(run()) for run in (workers.ours, workers.vips, workers.sharp))
        ways = {
            "ours": (ours, "ladder"),
            "vips cascade": (vips, "cascade"),
            "vips thumbnails": (vips, "thumbnails"),
            "sharp cascade": (sharp, "cascade"),
            "sharp clones": (sharp, "clones"),
            "ours, AVIF": (ours, "ladder, AVIF"),
            "floor": (ours, "floor"),
        }
        made = {name: worker.asked(what, path, keep=True).bodies for name, (worker, what) in ways.items()}
        took = turns.medians({name: partial(_cpu, *way, path) for name, way in ways.items()}, rounds=ROUNDS)
    data = path.read_bytes()
    return took, {name: quality.of_ladder(data, bodies) for name, bodies in made.items() if name != "floor"}


def wall(path: Path) -> dict[str, float]:
    """Median seconds by the clock, with two threads each; of each contender's two ways to use them, the faster one.

    The ways: libvips' own threads within each operation, or two variants encoded at a time.
    """
    with ExitStack() as stack:
        ours = stack.enter_context(workers.ours(THREADS))
        vips = [stack.enter_context(workers.vips(**way)) for way in ({"concurrency": THREADS}, {"at_once": THREADS})]
        sharp = [stack.enter_context(workers.sharp(**way)) for way in ({"concurrency": THREADS}, {"at_once": THREADS})]
        ways = {"ours": (ours, "ladder")}
        for number in range(2):
            ways |= {f"vips {what} {number}": (vips[number], what) for what in ("cascade", "thumbnails")}
            ways |= {f"sharp {what} {number}": (sharp[number], what) for what in ("cascade", "clones")}
        for worker, what in ways.values():
            worker.asked(what, path)
        took = turns.medians({name: partial(_wall, *way, path) for name, way in ways.items()}, rounds=ROUNDS)
    return {way: min(seconds for name, seconds in took.items() if name.startswith(way)) for way in WAYS}


def _cpu(worker: Worker, what: str, path: Path) -> float:
    return worker.asked(what, path).cpu


def _wall(worker: Worker, what: str, path: Path) -> float:
    return worker.asked(what, path).wall


def of_cascade(took: Seconds) -> float:
    return took["ours"] / min(took["vips cascade"], took["sharp cascade"])


def of_plain(took: Seconds) -> float:
    """Ours of the cheaper of what the peers' documentation shows: a thumbnail each, a clone each."""
    return took["ours"] / min(took["vips thumbnails"], took["sharp clones"])


def of_fastest(took: Seconds) -> float:
    return took["ours"] / min(seconds for name, seconds in took.items() if name in WAYS[1:])


def _milliseconds(took: Seconds) -> list[str]:
    return [f"{1000 * took[name]:.0f}" for name in WAYS]


def cpu_table(results: Mapping[int, Seconds]) -> str:
    heads = ("source", *(f"{name}, ms" for name in WAYS), "ours of best cascade", "of thumbnails, clones")
    rows = [
        (f"{size} MP", *_milliseconds(took), f"{of_cascade(took):.2f}", f"{of_plain(took):.2f}")
        for size, took in results.items()
    ]
    return tables.table(heads, rows)


def wall_table(results: Mapping[int, Seconds]) -> str:
    heads = ("source", *(f"{name}, ms" for name in WAYS), "ours of the fastest peer")
    return tables.table(
        heads, [(f"{size} MP", *_milliseconds(took), f"{of_fastest(took):.2f}") for size, took in results.items()]
    )


def floor_table(results: Mapping[int, Seconds]) -> str:
    heads = ("source", "ours, ms", "floor, ms", "of floor", "ours, AVIF, ms", "AVIF of WebP")
    rows = [
        (
            f"{size} MP",
            *(f"{1000 * took[name]:.0f}" for name in ("ours", "floor")),
            f"{took['ours'] / took['floor']:.2f}",
            f"{1000 * took['ours, AVIF']:.0f}",
            f"{took['ours, AVIF'] / took['ours']:.2f}",
        )
        for size, took in results.items()
    ]
    return tables.table(heads, rows)


def quality_table(results: Mapping[int, Mapping[str, quality.Quality]]) -> str:
    names = list(next(iter(results.values())))
    rows = [(f"{size} MP", *(str(found[name]) for name in names)) for size, found in results.items()]
    return tables.table(("source", *names), rows)


def main() -> int:
    measured = {size: cpu(camera(size)) for size in MEGAPIXELS}
    spent = {size: took for size, (took, _) in measured.items()}
    waited = {size: wall(camera(size)) for size in MEGAPIXELS}
    verdicts = (
        ("CPU of the best cascade's, at most", max(map(of_cascade, spent.values())), MOST_OF_CASCADE),
        ("CPU of the cheaper of thumbnails and clones, under", max(map(of_plain, spent.values())), 1.0),
        ("CPU of the floor's, at most", max(took["ours"] / took["floor"] for took in spent.values()), MOST_OF_FLOOR),
        ("AVIF's CPU of WebP's, at most", max(t["ours, AVIF"] / t["ours"] for t in spent.values()), MOST_OF_WEBP),
        ("wall clock of the fastest peer's, under", max(map(of_fastest, waited.values())), 1.0),
    )
    tables.write(
        "engines",
        "# The ladder against libvips and sharp: eight WebP variants from one JPEG, quality 80, method 4",
        tables.settings(
            *("pillow", "pyvips", "pyvips-binary", "ssimulacra2"),
            sharp=workers.SHARP,
            rounds=f"{ROUNDS}, in turns, medians",
        ),
        "## CPU of all threads, one thread each",
        cpu_table(spent),
        "## Wall clock with two threads each",
        "Of libvips' and sharp's two ways to use them (libvips' own threads; two variants at a time) the faster one.",
        wall_table(waited),
        "## The floor, and AVIF at speed 9",
        "The floor is the scaled decode and the encoding of pixels that lie ready, nothing else.",
        floor_table(spent),
        "## How good the results are: SSIM / SSIMULACRA2",
        "Means over the eight, against a full decode and one LANCZOS resize for each; SSIMULACRA2 over those of up to "
        "1.5 megapixels.",
        quality_table({size: found for size, (_, found) in measured.items()}),
        "## The bounds",
        tables.verdicts(verdicts),
    )
    return tables.exit_code(verdicts)


if __name__ == "__main__":
    sys.exit(main())
