"""`python -m benchmarks.cold_start`: import and first answer of the HTTP functions, against a naive handler.

Every run is a fresh interpreter; the contenders take turns, so that whatever else the machine does meets all of them.
"""

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import events, naive, tables
from benchmarks.scene import Scene, scene
from layers.deps import build

ROOT = Path(__file__).parents[1]
LAYER = ROOT / ".cache" / "layer-host"
STOCK = Path(sysconfig.get_path("purelib"))
TUNING = ("PYDANTIC_DISABLE_PLUGINS",)
"""Variables that make ours start faster, and that a naive function would not have."""
PICTURE = ROOT / "demo/photographs/coffee.jpg"
RUNS = 11
TARGET = 0.45
LISTED_MODULES = 14


@dataclass(frozen=True)
class Contender:
    name: str
    module: str
    packages: Path

    @property
    def is_naive(self) -> bool:
        return self.module.startswith("benchmarks.naive.")


@dataclass(frozen=True)
class Run:
    import_ms: float
    answer_ms: float

    @property
    def total_ms(self) -> float:
        return self.import_ms + self.answer_ms


def contenders(function: str) -> tuple[Contender, ...]:
    """The naive handler first: it is the measure of the others."""
    return (
        Contender("naive, packages as published", f"benchmarks.naive.{function}", STOCK),
        Contender("ours, packages as published", f"functions.{function}.handler", STOCK),
        Contender("ours, on the layer", f"functions.{function}.handler", LAYER / "python"),
    )


def first_answer(contender: Contender, event: events.Event, variables: dict[str, str]) -> Run:
    """One run in a fresh interpreter that sees the standard library, these packages and our sources, nothing else."""
    path = os.pathsep.join((str(contender.packages), str(ROOT / "layers/shared/python"), str(ROOT)))
    command = [sys.executable, "-S", str(ROOT / "benchmarks/first_answer.py")]
    command += [contender.module, json.dumps(event), str(STOCK)]
    environment = {**variables, "PYTHONPATH": path}
    if contender.is_naive:
        environment = {name: value for name, value in environment.items() if name not in TUNING}
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found = json.loads(done.stdout.splitlines()[-1])
    if found["status"] != 200:
        raise RuntimeError(f"{contender.name} answered {found['status']}: {done.stdout}")
    return Run(found["import"], found["answer"])


def measure(function: str, make_event: Any, variables: dict[str, str]) -> dict[Contender, list[Run]]:
    """One warm-up each, to have the page cache and the bytecode; then RUNS rounds, a run of each a round."""
    runs: dict[Contender, list[Run]] = {contender: [] for contender in contenders(function)}
    for turn in range(RUNS + 1):
        for contender, taken in runs.items():
            run = first_answer(contender, make_event(), variables)
            if turn:
                taken.append(run)
    return runs


def ratio(runs: dict[Contender, list[Run]]) -> float:
    """Ours on the layer, in parts of the naive handler's time."""
    first, *_, ours = (median(run.total_ms for run in taken) for taken in runs.values())
    return ours / first


def summary(title: str, runs: dict[Contender, list[Run]]) -> str:
    rows = []
    slowest = median(run.total_ms for run in next(iter(runs.values())))
    for contender, taken in runs.items():
        total = median(run.total_ms for run in taken)
        parts = [f"{median(run.import_ms for run in taken):.0f}", f"{median(run.answer_ms for run in taken):.0f}"]
        rows.append((contender.name, *parts, f"{total:.0f}", f"{total / slowest:.2f}"))
    verdict = f"{ratio(runs):.2f} of the naive handler; the target is at most {TARGET}."
    return f"## {title}\n\n{tables.table(_HEADS, rows)}\n\n{verdict}"


_HEADS = ("handler", "import", "first answer", "together", "of naive")


def module_times(function: str, variables: dict[str, str]) -> str:
    """What the import is made of: the modules that take longest, with all that they bring along."""
    path = os.pathsep.join((str(LAYER / "python"), str(ROOT / "layers/shared/python"), str(ROOT)))
    command = [sys.executable, "-S", "-X", "importtime", "-c", f"import functions.{function}.handler"]
    done = subprocess.run(
        command, env={**variables, "PYTHONPATH": path}, capture_output=True, text=True, check=True, cwd=ROOT
    )
    rows = []
    for line in done.stderr.splitlines():
        own, together, name = line.removeprefix("import time:").split("|")
        if own.strip().isdigit():
            rows.append((int(together), int(own), name))
    longest = sorted(rows, reverse=True)[:LISTED_MODULES]
    shown = [(f"`{name.strip()}`", f"{both / 1000:.0f}", f"{own / 1000:.1f}") for both, own, name in longest]
    heading = f"### Longest imports of functions/{function} (ms of wall clock, with tracing)"
    return f"{heading}\n\n{tables.table(('module', 'with what it imports', 'itself'), shown)}"


def api_event(stage: Scene) -> events.Event:
    """A picture's owner reads its record: token verified, two parameters, one item."""
    form = stage.reserve("record.jpg")
    return events.http("GET", f"/v1/images/{form['imageId']}", headers=stage.headers)


def cdn_misses(stage: Scene) -> Any:
    """Each time another picture's variant that nobody has asked for yet: record, lease, decode, encode, store."""
    taken = 0

    def make() -> events.Event:
        nonlocal taken
        taken += 1
        form = stage.reserve(f"miss-{taken}.jpg")
        stage.receive(form, PICTURE.read_bytes())
        image = form["image"]
        return events.http("GET", f"/{image['owner']}/{image['album']}/{image['filename']}/w512.webp", headers={})

    return make


def main() -> None:
    build.build(LAYER, for_lambda=False)
    with scene() as stage:
        variables = {**stage.variables, "PATH": os.environ["PATH"]}
        record, health = api_event(stage), events.http("GET", "/v1/health", headers=stage.edge_headers)
        found = {
            "functions/api, its health": measure("api", lambda: health, variables),
            "functions/api, an owner's record (token, two parameters, one item)": measure(
                "api", lambda: record, variables
            ),
            "functions/cdn, a variant that has to be made": measure("cdn", cdn_misses(stage), variables),
        }
        tables.write(
            "cold_start",
            "# Import and first answer",
            tables.settings(
                *("botocore", "aws-lambda-powertools", "pydantic", "pillow"),
                runs=f"{RUNS} fresh interpreters each, in turns, after one to warm up; medians",
                unit="milliseconds of the process's own CPU time, over what Lambda's runtime has loaded before",
            ),
            f"Naive means: {naive.__doc__}",
            *(summary(title, runs) for title, runs in found.items()),
            module_times("api", variables),
            module_times("cdn", variables),
        )


if __name__ == "__main__":
    main()
