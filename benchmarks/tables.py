"""Results as Markdown pages: a heading, the settings they hold for, tables."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def settings(*packages: str, **more: object) -> str:
    """What a figure depends on, for the top of a page."""
    known = {
        "measured": datetime.now(UTC).date(),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {_processor()}, {os.cpu_count()} cores",
        "load average": f"{os.getloadavg()[0]:.1f} when this was written",
        **{package: version(package) for package in packages},
        **more,
    }
    return "\n".join(f"- {name.replace('_', ' ')}: {value}" for name, value in known.items())


MISSED = 3
"""A module's exit code when it has measured everything and a bound did not hold."""
Verdict = tuple[str, float, float]
"""What is bounded, the worst figure found, and its bound."""


def verdicts(found: Iterable[Verdict]) -> str:
    rows = [(what, f"{bound:.4g}", f"{worst:.4g}", "" if worst <= bound else "missed") for what, worst, bound in found]
    return table(("the worst of", "bound", "measured", ""), rows)


def exit_code(found: Iterable[Verdict]) -> int:
    """MISSED when a documented bound is. A figure of one run on one machine: nothing to fail a build by."""
    return 0 if all(worst <= bound for _, worst, bound in found) else MISSED


def write(name: str, *parts: str) -> None:
    """Keep a page in benchmarks/results and show it."""
    page = "\n\n".join(parts) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(page)
    print(page)


def _processor() -> str:
    cores = {line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")}
    return ", ".join(sorted(cores)) or "unknown processor"


def _cpuinfo() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text().splitlines() if file.exists() else []
