"""How much memory a function's environment takes, so that it is held to what Lambda would give it.

Resident memory counts, as in Lambda. A limit on address space (RLIMIT_AS) would count what threads only reserve.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

LOOK_SECONDS = 0.1
"""Between two looks at a call that is under way."""
_KIB_PER_MIB = 1024


def peak_mb(pid: int, processes: Path = Path("/proc")) -> float:
    """The most that the process has held, with the most that its present children have; 0 where the system does not tell
    (macOS: no such folder), or when the process has ended."""
    return sum(_peak_kib(processes / str(each)) for each in _family(pid, processes)) / _KIB_PER_MIB


def _family(pid: int, processes: Path) -> Iterator[int]:
    """The process, and all that descend from it: a HEIC is decoded in one of its own."""
    yield pid
    with suppress(OSError):  # it may end meanwhile
        for task in (processes / str(pid) / "task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child), processes)


def _peak_kib(process: Path) -> int:
    with suppress(OSError):
        for line in (process / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0
