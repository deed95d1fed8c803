"""`python -m benchmarks.footprints`: memory at the peak of a ladder and of one variant, by the source's kind and size."""

import sys
from collections.abc import Mapping

from benchmarks import memory, tables

MEGAPIXELS = (12, 24, 48)
THREADS = 2
MOST_OF_LADDER = 120
"""MiB for a ladder from a 48-megapixel baseline JPEG, one thread."""

Peaks = Mapping[tuple[str, str, int, int], float]
"""MiB by kind, what is made, megapixels and threads."""


def measured() -> Peaks:
    found = {}
    for kind in memory.KINDS:
        for size in (12, 33) if kind == memory.HEIC else MEGAPIXELS:
            for what, threads in ((memory.LADDER, 1), (memory.LADDER, THREADS), (memory.SINGLE, 1)):
                found[kind, what, size, threads] = memory.peak_mib(kind, what, megapixels=size, threads=threads)
    return found


def _table(found: Peaks) -> str:
    heads = ("source", "size", "ladder, 1 thread", f"ladder, {THREADS} threads", "one variant")
    rows = [
        (
            kind,
            f"{size} MP",
            f"{found[kind, memory.LADDER, size, 1]:.0f}",
            f"{found[kind, memory.LADDER, size, THREADS]:.0f}",
            f"{found[kind, memory.SINGLE, size, 1]:.0f}",
        )
        for kind, what, size, threads in found
        if (what, threads) == (memory.SINGLE, 1)
    ]
    return tables.table(heads, rows)


def main() -> int:
    found = measured()
    verdicts = (
        (
            "48 MP of baseline JPEG, the ladder, one thread, MiB, at most",
            found[memory.BASELINE, memory.LADDER, 48, 1],
            MOST_OF_LADDER,
        ),
    )
    tables.write(
        "memory",
        "# Memory by the kind of source: MiB at the peak, over import",
        tables.settings("pillow", "pi-heif", result="WebP, quality 80: eight presets, or w512"),
        "Each figure is of a fresh process: its peak of resident memory, less what it held after it had made a tiny\n"
        "picture; the source's bytes count in, and a HEIC's decoder, a process of its own, is added.",
        _table(found),
        "## The bounds",
        tables.verdicts(verdicts),
    )
    return tables.exit_code(verdicts)


if __name__ == "__main__":
    sys.exit(main())
