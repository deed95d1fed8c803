"""`python -m benchmarks` measures everything, each in a process of its own; with names, only those."""

import subprocess
import sys

ALL = ("ladder", "engines", "cold_start", "capacity", "edge")


def main(names: list[str]) -> int:
    failed = [name for name in names or ALL if not measured(name)]
    for name in failed:
        print(f"{name} could not be measured", file=sys.stderr)
    return 1 if failed else 0


def measured(name: str) -> bool:
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
