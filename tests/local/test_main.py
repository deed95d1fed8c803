"""`python -m local` as a person starts and stops it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.local import tiny
from tests.ports import taken_behind_a_free_one

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running(
    folder: Path, *more: str, within: tuple[str, ...] = ()
) -> Iterator["tuple[subprocess.Popen[str], dict[str, str]]"]:
    """`within` is a command that starts the given one, in other circumstances."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    command = [*within, sys.executable, "-m", "local", "--port", "0", "--assembly", str(folder / "assembly")]
    command += ["--state", str(folder / "state"), "--ready-file", str(ready), *more]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            _wait_for(ready, process)
            yield process, json.loads(ready.read_text())
        finally:
            process.kill()


def _wait_for(ready: Path, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 90
    while not ready.exists():
        assert process.poll() is None, process.stdout and process.stdout.read()
        assert time.monotonic() < deadline
        time.sleep(0.05)  # another process offers nothing else to wait for


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_says_where_it_runs_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    tiny.application(tmp_path)
    with running(tmp_path, "--title", "Tiny") as (process, told):
        assert httpx.get(told["url"].replace("localhost", "127.0.0.1") + "/answer").text == "from the edge"
        process.send_signal(number)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert f"Tiny is running at {told['url']}" in output
    assert "Traceback" not in output


def test_commands_run_at_the_first_start_and_at_every_start(tmp_path: Path) -> None:
    tiny.application(tmp_path)
    greeted = tmp_path / "greeted"
    hooks = [
        "--on-first-start",
        "sh -c 'echo seeding $LOCAL_URL'",
        "--on-ready",
        f"sh -c 'echo hello; touch {greeted}'",
    ]
    outputs = []
    for _ in range(2):
        with running(tmp_path, *hooks) as (process, _told):
            _wait_for(greeted, process)
            process.send_signal(signal.SIGINT)
            outputs.append(process.communicate(timeout=60)[0])
        greeted.unlink()
    assert ["seeding http://localhost:" in output for output in outputs] == [True, False]
    assert ["hello" in output for output in outputs] == [True, True]


def test_a_command_for_the_first_start_that_failed_runs_again(tmp_path: Path) -> None:
    tiny.application(tmp_path)
    mark, greeted = tmp_path / "tried", tmp_path / "greeted"
    hooks = [
        "--on-first-start",
        f"sh -c 'echo seeding; mkdir {mark} && exit 3; true'",
        "--on-ready",
        f"touch {greeted}",
    ]
    outputs = []
    for _ in range(3):
        with running(tmp_path, *hooks) as (process, _):
            _wait_for(greeted, process)
            process.send_signal(signal.SIGINT)
            outputs.append(process.communicate(timeout=60)[0])
        greeted.unlink()
    assert ["seeding" in output for output in outputs] == [True, True, False]
    assert "ended with code 3" in outputs[0]


def test_requests_are_answered_while_the_command_of_the_first_start_runs_and_a_stop_ends_it(tmp_path: Path) -> None:
    tiny.application(tmp_path)
    begun = tmp_path / "begun"
    with running(tmp_path, "--on-first-start", f"sh -c 'touch {begun}; exec sleep 600'") as (process, told):
        _wait_for(begun, process)
        assert httpx.get(told["url"].replace("localhost", "127.0.0.1") + "/answer").text == "from the edge"
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "ended with code" not in output


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    tiny.application(tmp_path)
    with running(tmp_path) as (_, told):
        port = told["url"].rsplit(":", 1)[1]
        command = [sys.executable, "-m", "local", "--port", port, "--assembly", str(tmp_path / "assembly")]
        command += ["--state", str(tmp_path / "other")]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Cannot start")
    assert "Traceback" not in ended.stderr


def test_a_next_port_that_is_taken_is_no_matter(tmp_path: Path) -> None:
    tiny.application(tmp_path)
    (tmp_path / "pages").mkdir()
    with taken_behind_a_free_one() as taken:
        port = int(taken.getsockname()[1])
        with running(tmp_path, "--title", "Tiny", "--port", str(port - 1)) as (process, told):
            assert told["url"].endswith(f":{port - 1}")
            assert not told["endpoint_url"].endswith(f":{port}")
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=60)
    assert (process.returncode, output.splitlines()) == (0, [f"Tiny is running at {told['url']}", "Stopping…"])


def test_it_can_be_stepped_from_another_process_but_not_from_a_page(tmp_path: Path) -> None:
    tiny.application(tmp_path)
    with running(tmp_path) as (_, told):
        control = told["control_url"]
        assert httpx.post(f"{control}/drain", timeout=60).json() is True
        assert httpx.post(f"{control}/fire", params={"rule": "Nothing"}).status_code == 400
        assert httpx.post(f"{control}/fire", params={"rule": "Tick"}, timeout=60).status_code == 200
        assert httpx.post(f"{control}/clear-edge").status_code == 200
        assert httpx.post(f"{control}/drain", headers={"Origin": "https://evil.test"}).status_code == 404
    assert len((tmp_path / "ticks").read_text().splitlines()) == 1
