"""`python -m benchmarks` measures everything, each in a process of its own; with names, only those.

Ends with 1 when a documented bound is missed, and with 2 when something could not be measured.
"""

import subprocess
import sys
import time

from benchmarks import tables

ALL = (
    "ladder",
    "engines",
    "single",
    "formats",
    "footprints",
    "cold_start",
    "latency",
    "miss_path",
    "capacity",
    "compression",
    "search",
    "analytics",
    "restore",
    "edge",
)


def main(names: list[str]) -> int:
    codes = {name: _measured(name) for name in names or ALL}
    missed = [name for name, code in codes.items() if code == tables.MISSED]
    failed = [name for name, code in codes.items() if code not in (0, tables.MISSED)]
    for name in missed:
        print(f"{name}: a bound is missed, see its page", file=sys.stderr)
    for name in failed:
        print(f"{name}: could not be measured", file=sys.stderr)
    return 2 if failed else min(1, len(missed))


def _measured(name: str) -> int:
    started = time.monotonic()
    code = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
    print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
