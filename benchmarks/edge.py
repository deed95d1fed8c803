"""`python -m benchmarks.edge`: how many cached pictures a second `make run` answers, by wrk on loopback.

Needs wrk (Debian and Ubuntu: the package wrk). Beside it the same bytes from a bare ASGI application, the most that
this server software could give on this machine.
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from benchmarks import tables
from demo.client import Client
from demo.seed import seed

ROUNDS = 3
SECONDS = 5
CONNECTIONS = 32
START_SECONDS = 120
SERVER_CORE, WRK_CORE = "0", "1"
ACCEPT = "image/avif,image/webp,*/*"
_UNITS_IN_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    requests_a_second: float
    p50_ms: float
    p99_ms: float
    failed: int


_COUNTING = """
local asked = 0
request = function()
  asked = asked + 1
  return wrk.format(nil, wrk.path .. "&asked=" .. asked)
end
"""
"""For wrk: the same picture under another query string each time, so that nothing but the picture is remembered."""


def wrk(url: str, headers: dict[str, str], script: Path | None = None) -> Load:
    """One round against one address."""
    command = ["taskset", "-c", WRK_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command += ["-s", str(script)] if script else []
    said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    failures = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    assert rate is not None, said
    return Load(float(rate[1]), _percentile(said, 50), _percentile(said, 99), int(failures[1]) if failures else 0)


def _percentile(said: str, percent: int) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)$", said, re.MULTILINE)
    assert found is not None, said
    return float(found[1]) * _UNITS_IN_MS[found[2]]


@contextmanager
def running(command: list[str], *, ready: Path) -> Iterator[str]:
    """The address of a server that writes it to `ready` once it answers; stopped afterwards as Ctrl-C would."""
    server = subprocess.Popen(["taskset", "-c", SERVER_CORE, sys.executable, *command], stdout=subprocess.DEVNULL)
    try:
        yield _address(server, ready)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _address(server: "subprocess.Popen[bytes]", ready: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start (exit code {server.returncode})")
        time.sleep(0.1)
    return str(json.loads(ready.read_text())["url"])


def picture_of(client: Client) -> str:
    """The address of the largest demo photograph as pages use it."""
    images = client.get("/images?album=demo")["data"]
    return str(max(images, key=lambda image: image["width"])["variants"]["w1024"])


def fetch(url: str) -> tuple[bytes, dict[str, str]]:
    with urlopen(Request(url, headers={"Accept": ACCEPT})) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def rounds(url: str, headers: dict[str, str], script: Path | None = None) -> Load:
    """The median round; raises RuntimeError when any answer was a failure."""
    taken = [wrk(url, headers, script) for _ in range(ROUNDS)]
    if any(load.failed for load in taken):
        raise RuntimeError(f"{url} failed under load: {taken}")
    return Load(
        *(median(getattr(load, name) for load in taken) for name in ("requests_a_second", "p50_ms", "p99_ms")), 0
    )


def measure_edge(folder: Path) -> tuple[list[tuple[str, Load]], bytes]:
    command = ["-m", "local", "--port", "0", "--state", str(folder / "state"), "--ready-file", str(folder / "edge")]
    with running(command, ready=folder / "edge") as url:
        client = Client(url, "demo")
        seed(client)
        picture = picture_of(client)
        body, _ = fetch(picture)
        _, headers = fetch(picture)
        assert headers["x-cache"].startswith("Hit"), headers
        assert "?" in picture, picture
        counting = folder / "counting.lua"
        counting.write_text(_COUNTING)
        loads = [
            ("a variant from the cache", rounds(picture, {"Accept": ACCEPT})),
            ("the same, not modified (304)", rounds(picture, {"Accept": ACCEPT, "If-None-Match": headers["etag"]})),
            ("a variant, the edge function run anew", rounds(picture, {"Accept": ACCEPT}, counting)),
        ]
    return loads, body


def measure_bare(folder: Path, body: bytes) -> Load:
    (folder / "body").write_bytes(body)
    command = ["-m", "benchmarks.bare_server", str(_free_port()), str(folder / "body"), str(folder / "bare")]
    with running(command, ready=folder / "bare") as url:
        return rounds(url, {"Accept": ACCEPT})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    for tool in ("wrk", "taskset"):
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is needed and was not found (Debian and Ubuntu: apt-get install wrk util-linux)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loads, body = measure_edge(folder)
        bare = measure_bare(folder, body)
    rows = [
        (what, f"{load.requests_a_second:,.0f}", f"{load.p50_ms:.1f}", f"{load.p99_ms:.1f}", _share(load, bare))
        for what, load in [*loads, ("bare ASGI application, same bytes", bare)]
    ]
    tables.write(
        "edge",
        "# Pictures from the local edge's cache",
        tables.settings(
            *("uvicorn", "uvloop", "httptools"),
            load=f"wrk, 1 thread, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, medians",
            picture=f"{len(body):,} bytes of AVIF, w1024",
            cores=f"server on core {SERVER_CORE}, wrk on core {WRK_CORE}, loopback",
        ),
        tables.table(("answer", "requests/s", "p50 ms", "p99 ms", "of bare"), rows),
    )


def _share(load: Load, bare: Load) -> str:
    return f"{load.requests_a_second / bare.requests_a_second:.2f}"


if __name__ == "__main__":
    main()
