"""Servers that are measured: started on a core of their own, waited for, stopped as Ctrl-C would."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

CORE = "0"
START_SECONDS = 120


@contextmanager
def running(
    command: Sequence[str], *, is_ready: Callable[[], bool], variables: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """The server's process, once it is ready, until the block ends."""
    server = subprocess.Popen(["taskset", "-c", CORE, *command], stdout=subprocess.DEVNULL, env=variables)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command} did not start (exit code {server.returncode})")
            time.sleep(0.1)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=60)


def url_in(ready: Path) -> str:
    """What a server of ours has written to its file once it answers."""
    return str(json.loads(ready.read_text())["url"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used so far, all threads together (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
