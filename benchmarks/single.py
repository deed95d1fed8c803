"""`python -m benchmarks.single`: one variant on demand, 512 wide as WebP, against libvips and sharp: CPU, quality, memory.

Contenders take turns within a round. Memory is benchmarks.memory's: of a fresh process that makes this one result.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import memory, quality, tables, turns, workers
from benchmarks.contenders.ours import ALIKE
from benchmarks.photos import camera
from benchmarks.workers import Worker

ROUNDS = 15
FRESH = 3
"""Processes whose peaks are taken the median of."""
MEGAPIXELS = (2, 12, 24, 48)
MOST_OF_ONE, MOST_OF_MEMORY = 1.15, 1.2
CONTENDERS: Mapping[str, Callable[[], AbstractContextManager[Worker]]] = {
    "ours": workers.ours,
    "vips": workers.vips,
    "sharp": workers.sharp,
}
REMEMBERED = {"ours": memory.SINGLE, "vips": memory.VIPS}
"""Whose memory is measured, and benchmarks.memory's word for what is made."""


class Found(NamedTuple):
    """Of each contender: CPU seconds, how good its result is, its bytes, and MiB at the peak."""

    cpu: dict[str, float]
    quality: dict[str, quality.Quality]
    bytes: dict[str, int]
    peak: dict[str, float]

    @property
    def of_faster(self) -> float:
        return self.cpu["ours"] / min(self.cpu["vips"], self.cpu["sharp"])

    @property
    def of_memory(self) -> float:
        return self.peak["ours"] / self.peak["vips"]

    @property
    def short_of_faster(self) -> float:
        """How much less SSIM than the result of the faster one; below 0, more."""
        faster = min(("vips", "sharp"), key=lambda name: self.cpu[name])
        return self.quality[faster].ssim - self.quality["ours"].ssim


def measured(megapixels: int) -> Found:
    path = camera(megapixels)
    with ExitStack() as stack:
        running = {name: stack.enter_context(run()) for name, run in CONTENDERS.items()}
        bodies = {name: worker.asked("single", path, keep=True).bodies for name, worker in running.items()}
        cpu = turns.medians({name: partial(_cpu, worker, path) for name, worker in running.items()}, rounds=ROUNDS)
    data = path.read_bytes()
    return Found(
        cpu,
        {name: quality.of_ladder(data, made) for name, made in bodies.items()},
        {name: sum(map(len, made.values())) for name, made in bodies.items()},
        turns.medians({name: partial(_peak, what, megapixels) for name, what in REMEMBERED.items()}, rounds=FRESH),
    )


def _cpu(worker: Worker, path: Path) -> float:
    return worker.asked("single", path).cpu


def _peak(what: str, megapixels: int) -> float:
    return memory.peak_mib(memory.BASELINE, what, megapixels=megapixels)


def _cpu_table(results: Mapping[int, Found]) -> str:
    heads = ("source", *(f"{name}, ms" for name in CONTENDERS), "ours of the faster")
    rows = [
        (f"{size} MP", *(f"{1000 * found.cpu[name]:.0f}" for name in CONTENDERS), f"{found.of_faster:.2f}")
        for size, found in results.items()
    ]
    return tables.table(heads, rows)


def _quality_table(results: Mapping[int, Found]) -> str:
    rows = [
        (f"{size} MP", *(f"{found.quality[name]} / {found.bytes[name]:,}" for name in CONTENDERS))
        for size, found in results.items()
    ]
    return tables.table(("source", *CONTENDERS), rows)


def _peak_table(results: Mapping[int, Found]) -> str:
    rows = [
        (f"{size} MP", *(f"{found.peak[name]:.0f}" for name in REMEMBERED), f"{found.of_memory:.2f}")
        for size, found in results.items()
    ]
    return tables.table(("source", *(f"{name}, MiB" for name in REMEMBERED), "ours of vips"), rows)


def main() -> int:
    results = {size: measured(size) for size in MEGAPIXELS}
    verdicts = (
        ("CPU of the faster's, at most", max(found.of_faster for found in results.values()), MOST_OF_ONE),
        ("CPU of the faster's, median over the photographs, under", median(f.of_faster for f in results.values()), 1.0),
        ("SSIM short of the faster's, at most", max(found.short_of_faster for found in results.values()), 0.0),
        ("peak memory of vips', at most", max(found.of_memory for found in results.values()), MOST_OF_MEMORY),
    )
    tables.write(
        "single",
        "# One variant on demand against libvips and sharp: 512 wide, WebP of method 4, from a baseline JPEG",
        tables.settings(
            *("pillow", "pyvips", "pyvips-binary", "ssimulacra2"),
            sharp=workers.SHARP,
            rounds=f"{ROUNDS}, in turns, medians; memory: {FRESH} fresh processes each",
        ),
        "## CPU of all threads, one thread each",
        _cpu_table(results),
        f"## SSIM / SSIMULACRA2 against a full decode and one LANCZOS resize / bytes; ours at quality {ALIKE}, the others at 80",
        _quality_table(results),
        "## Peak of memory in a fresh process, over import, with the file's bytes counted in",
        _peak_table(results),
        "## The bounds",
        tables.verdicts(verdicts),
    )
    return tables.exit_code(verdicts)


if __name__ == "__main__":
    sys.exit(main())
