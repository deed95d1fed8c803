"""The contenders' processes, started and asked. sharp comes from npm into .cache/peers; nothing of it is shipped."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

SHARP = "sharp@0.35.5"
HERE = Path(__file__).resolve().parent
PLACE = HERE.parent / ".cache" / "peers"


class Done(NamedTuple):
    """Seconds of CPU and by the clock that a piece of work took; its results by preset, when they were kept."""

    cpu: float
    wall: float
    bodies: Mapping[str, bytes]


class Worker:
    """A contender, waiting for work."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def asked(self, what: str, path: Path, *, keep: bool = False) -> Done:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process was started with pipes")
        self._process.stdin.write(json.dumps({"what": what, "path": str(path), "keep": keep}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended at {what}")
        answer = json.loads(line)
        bodies = {name: base64.b64decode(body) for name, body in answer["bodies"].items()}
        return Done(answer["cpu_ms"] / 1000, answer["wall_ms"] / 1000, bodies)


@contextmanager
def ours(threads: int = 1) -> Iterator[Worker]:
    with _running([sys.executable, "-m", "benchmarks.contenders.ours", str(threads)]) as worker:
        yield worker


@contextmanager
def vips(*, at_once: int = 1, concurrency: int = 1) -> Iterator[Worker]:
    """pyvips: so many results at a time, and so many threads of libvips itself for each."""
    command = [sys.executable, "-m", "benchmarks.contenders.vips", str(at_once)]
    with _running(command, VIPS_CONCURRENCY=str(concurrency)) as worker:
        yield worker


@contextmanager
def sharp(*, at_once: int = 1, concurrency: int = 1) -> Iterator[Worker]:
    """sharp: so many pipelines at a time, and so many threads of libvips itself for each."""
    command = ["node", str(_sharp_program()), str(at_once), str(concurrency)]
    with _running(command, UV_THREADPOOL_SIZE=str(at_once)) as worker:
        yield worker


@contextmanager
def _running(command: Sequence[str], **variables: str) -> Iterator[Worker]:
    """A process that ends with the block."""
    environment = os.environ | variables
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield Worker(process)
        finally:
            process.kill()


def _sharp_program() -> Path:
    """Where the program lies beside sharp's package, which is installed first when it is not there."""
    PLACE.mkdir(parents=True, exist_ok=True)
    if not (PLACE / "node_modules" / "sharp").exists():
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(PLACE), SHARP]
        subprocess.run(install, check=True)
    program = PLACE / "sharp.mjs"
    shutil.copy(HERE / "contenders" / "sharp.mjs", program)
    return program
