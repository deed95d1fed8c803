"""`python -m local` synthesizes the application in this folder and runs it until it is stopped."""

import argparse
import json
import logging
import os
import shlex
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from local.assembly import AssemblyError, read_assembly
from local.cloud import LocalCloud
from local.files import write_whole
from local.resolve import UnresolvedError
from local.synth import assembly_of

FIRST_START_DONE = "first-start-done"  # a file in the state's folder
MOMENT_SECONDS = 0.5
"""How long to wait before looking again: a signal that comes just before a wait begins does not end it."""


def main() -> int:
    arguments = _arguments()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # the last one: the terminal was closed
        signal.signal(each, lambda *_: stop.set())
    root = Path.cwd()
    out = arguments.assembly
    if out is None:
        try:
            out = assembly_of(root, os.environ.get("CDK_ARGS", ""))
        except ValueError as error:
            print(f"Cannot start: {error}", file=sys.stderr)
            return 1
        except subprocess.CalledProcessError as error:
            print(f"The application does not synthesize (exit code {error.returncode}).", file=sys.stderr)
            return 1
    if stop.is_set():
        return 0
    try:
        return _run(arguments, out, root, stop)
    except (AssemblyError, UnresolvedError, OSError) as error:
        print(f"Cannot start: {error}", file=sys.stderr)
        return 1


def _run(arguments: argparse.Namespace, out: Path, root: Path, stop: threading.Event) -> int:
    assembly = read_assembly(out)
    state = arguments.state or root / f".{assembly.name}"
    packages = [Path(folder).resolve() for folder in filter(None, arguments.packages.split(os.pathsep))]
    with LocalCloud(
        assembly, state=state, port=arguments.port, root=root, on_failure=stop.set, packages=packages
    ) as cloud:
        print(f"{arguments.title or assembly.name.capitalize()} is running at {cloud.url}", flush=True)
        if arguments.ready_file:
            told = {"url": cloud.url, "endpoint_url": cloud.endpoint_url, "control_url": cloud.control_url}
            write_whole(arguments.ready_file, json.dumps(told).encode())
        _run_hooks(arguments, cloud, done=state / FIRST_START_DONE, stop=stop)
        while not stop.wait(MOMENT_SECONDS):
            pass
        if cloud.failure is not None:
            _end_at_once(cloud, cloud.failure, state)
        with suppress(OSError):  # a closed terminal accepts no output
            print("Stopping…", flush=True)
    return 0


def _end_at_once(cloud: LocalCloud, failure: OSError, state: Path) -> NoReturn:
    """An orderly stop would write, too."""
    cloud.abandon()
    print(
        f"Stopped: {state} cannot be written ({failure.strerror}). Everything that was answered is saved. "
        "Make room, and start again.",
        file=sys.stderr,
        flush=True,
    )
    os._exit(1)


def _run_hooks(arguments: argparse.Namespace, cloud: LocalCloud, *, done: Path, stop: threading.Event) -> None:
    """Runs the first-start command at each start until it has succeeded once. Then `done` exists."""
    if arguments.on_first_start and not done.exists() and _run_command(arguments.on_first_start, cloud, stop):
        write_whole(done, b"")
    if arguments.on_ready and not stop.is_set():
        _run_command(arguments.on_ready, cloud, stop)


def _run_command(command: str, cloud: LocalCloud, stop: threading.Event) -> bool:
    """True when it succeeded; ended early when the cloud is told to stop."""
    environment = {**os.environ, "LOCAL_URL": cloud.url, "AWS_ENDPOINT_URL": cloud.endpoint_url}
    with subprocess.Popen(shlex.split(command), env=environment) as running:
        while (code := _ended(running)) is None:
            if stop.is_set():
                running.terminate()
                return False
    if code and not stop.is_set():
        print(f"{command} ended with code {code}", file=sys.stderr)
    return code == 0


def _ended(process: "subprocess.Popen[bytes]") -> int | None:
    try:
        return process.wait(MOMENT_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT", "8787")), help="port of the edge; 0: any free port"
    )
    parser.add_argument("--state", type=Path, help="folder for data between starts; default: a hidden folder")
    parser.add_argument("--assembly", type=Path, help="a synthesized application, instead of the one in this folder")
    parser.add_argument(
        "--packages",
        default=os.environ.get("FUNCTION_PACKAGES", ""),
        help=f"folders, with {os.pathsep} between them, that functions import from, instead of this environment",
    )
    parser.add_argument("--title", help="the application's display name")
    parser.add_argument("--ready-file", type=Path, help="file to write both addresses to, once requests are answered")
    parser.add_argument("--on-first-start", help="command to run at every start until it has succeeded once")
    parser.add_argument("--on-ready", help="command to run at every start, with LOCAL_URL in its environment")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
