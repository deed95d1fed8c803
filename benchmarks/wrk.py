"""wrk, a round at a time, from a core of its own (Debian and Ubuntu: the package wrk)."""

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

CORE = "1"
_UNITS_IN_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    requests_a_second: float
    p50_ms: float
    p99_ms: float
    requests: int
    failed: int


def need_tools() -> None:
    """Ends the program when something is missing."""
    for tool in ("wrk", "taskset"):
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is needed and was not found (Debian and Ubuntu: apt-get install wrk util-linux)")


def once(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    connections: int,
    seconds: int,
    script: Path | None = None,
    words: Sequence[object] = (),
) -> Load:
    """One round with one thread; the script's `init` gets the words."""
    command = [
        "taskset",
        "-c",
        CORE,
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--latency",
        "--timeout",
        "30s",
    ]
    command += [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    command += ["-s", str(script)] if script else []
    said = subprocess.run([*command, url, *map(str, words)], check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    total = re.search(r"(\d+) requests in", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    assert rate is not None, said
    assert total is not None, said
    failed = int(bad[1]) if bad else 0
    failed += sum(map(int, broken.groups())) if broken else 0
    return Load(float(rate[1]), _percentile(said, 50), _percentile(said, 99), int(total[1]), failed)


def median_of(taken: Sequence[Load]) -> Load:
    """The median round in each figure; raises RuntimeError when any answer was a failure."""
    if any(load.failed for load in taken):
        raise RuntimeError(f"failures under load: {taken}")
    rate, p50, p99 = (
        median(getattr(load, name) for load in taken) for name in ("requests_a_second", "p50_ms", "p99_ms")
    )
    return Load(rate, p50, p99, sum(load.requests for load in taken), 0)


def _percentile(said: str, percent: int) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)\s*$", said, re.MULTILINE)
    assert found is not None, said
    return float(found[1]) * _UNITS_IN_MS[found[2]]
