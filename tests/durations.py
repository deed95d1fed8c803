"""The table of durations by folder that closes `make test`, and the slowest tests with it.

`--durations-in FILE` adds what a run took to a file; `python -m tests.durations FILE` prints what is in it. Seconds are of the
clock, added up over all workers, and of the processor, with those of child processes that have ended.
"""

import json
import resource
import sys
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

SLOWEST = 25
_MEASURED = "processor seconds"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--durations-in", type=Path, help="a file that gets the durations of this run, too")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Durations(config.getoption("--durations-in")))


class _Durations:
    """Runs in each worker, where it measures, and in the process that collects the reports."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._since = _processor_seconds()
        self._rows: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """After each phase of a test; what lay between two tests counts with the second."""
        report = yield
        now = _processor_seconds()
        report.user_properties = [(_MEASURED, now - self._since)]
        self._since = now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        used = dict(report.user_properties).get(_MEASURED, 0.0)
        row = self._rows[report.nodeid]
        row[0] += report.duration
        row[1] += float(str(used))
        row[2] += float(str(used)) if report.when == "call" else 0.0

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        is_worker = hasattr(session.config, "workerinput")
        if self._file is not None and not is_worker:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a") as lines:
                lines.writelines(json.dumps([name, *row]) + "\n" for name, row in self._rows.items())


def _processor_seconds() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def table(rows: list[list[Any]]) -> str:
    """`rows`: a test's name, its seconds of the clock and of the processor, and those of the processor without set-up."""
    folders: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    for name, clock, processor, _ in rows:
        for folder in ("/".join(name.split("/")[:2]), "together"):
            folders[folder] = [now + more for now, more in zip(folders[folder], (1, clock, processor), strict=True)]
    lines = [f"{'folder':<24}{'tests':>7}{'clock, s':>11}{'processor, s':>14}"]
    for folder, (tests, clock, processor) in sorted(folders.items(), key=lambda each: each[1][2]):
        lines.append(f"{folder:<24}{tests:>7}{clock:>11.1f}{processor:>14.1f}")
    lines += ["", "slowest tests, seconds of the processor without set-up"]
    lines += [f"{row[3]:>7.1f}  {row[0]}" for row in sorted(rows, key=lambda row: -row[3])[:SLOWEST]]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table([json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]))
