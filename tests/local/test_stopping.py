"""A stop cuts off what does not end by itself, and the next start does that again. No function outlives its cloud."""

import json
import multiprocessing
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.cloud import LocalCloud
from local.functions import Function, call_asynchronously
from local.lambda_runtime import Launch, runtime_command
from tests.local import tiny

PATIENT = """
import json, os, pathlib, time
def handler(event, context):
    out = pathlib.Path(os.environ["OUT"])
    out.with_suffix(".begun").touch()
    while not out.with_name("go").exists():
        time.sleep(0.05)
    with out.open("a") as file:
        for record in event.get("Records", [event]):
            file.write(json.dumps(record) + chr(10))
    return {"batchItemFailures": []}
"""
"""Waits for a file. Then it writes down what it was called with."""
STARTS_ANOTHER = """
import os, subprocess, sys
def handler(event, context):
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with open(os.environ["OUT"] + ".new", "w") as out: out.write(f"{os.getpid()} {other.pid}")
    os.rename(os.environ["OUT"] + ".new", os.environ["OUT"])
    other.wait()
"""


@contextmanager
def running(folder: Path, name: str) -> Iterator[LocalCloud]:
    """The tiny application with patient functions, which may take a quarter of an hour. A stop waits half a second."""
    service = tiny.service(folder)
    for each, out in {"Recorder": "records", "Listener": "events", "Watcher": "changes"}.items():
        service["Resources"][each] = tiny.function(PATIENT, variables={"OUT": str(folder / out)}, Timeout=900)
    stacks = {"storage": tiny.storage(), "service": service, "delivery": tiny.delivery()}
    assembly = tiny.application(folder / name, **stacks)
    with LocalCloud(assembly, state=folder / "state", port=0, root=folder, clock_runs=False, patience=0.5) as cloud:
        yield cloud


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 90
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)  # another process offers nothing else to wait for


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_what_a_stop_has_cut_off_is_done_after_the_next_start(tmp_path: Path) -> None:
    with running(tmp_path, "first") as cloud:
        sqs = cloud.client("sqs")
        queue = sqs.get_queue_url(QueueName="tiny-service-Queue")["QueueUrl"]
        sqs.send_message(QueueUrl=queue, MessageBody="cut off")
        cloud.client("s3").put_object(Bucket="tiny-storage-drop", Key="dropped", Body=b"x")
        cloud.client("dynamodb").put_item(TableName="tiny-storage-Things", Item={"pk": {"S": "seen"}})
        for name in ("records", "events", "changes"):
            wait_for(tmp_path / f"{name}.begun")
    assert not (tmp_path / "records").exists()

    (tmp_path / "go").touch()
    with running(tmp_path, "second") as cloud:
        assert cloud.drain(timeout=60)
    assert [record["body"] for record in lines(tmp_path / "records")] == ["cut off"]
    assert [event["detail-type"] for event in lines(tmp_path / "events")] == ["Object Created"]
    assert [change["eventName"] for change in lines(tmp_path / "changes")] == ["INSERT"]


def launch(folder: Path, code: str) -> Launch:
    (folder / "index.py").write_text(code)
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "OUT": str(folder / "out")}
    return Launch(
        name="probe",
        arn="arn:aws:lambda:us-east-1:123456789012:function:probe",
        command=runtime_command("index.handler"),
        directory=folder,
        environment={**variables, "_HANDLER": "index.handler", "LAMBDA_TASK_ROOT": str(folder)},
        log_file=folder / "log",
        timeout_seconds=900,
        memory_mb=512,
    )


def test_a_call_that_a_stop_cuts_off_is_not_tried_again(tmp_path: Path) -> None:
    function, answers = Function(launch(tmp_path, PATIENT)), []
    caller = threading.Thread(target=lambda: answers.append(call_asynchronously(function, {})))
    caller.start()
    wait_for(tmp_path / "out.begun")
    (tmp_path / "out.begun").unlink()
    function.close()
    caller.join(30)
    assert answers == [False]
    assert not call_asynchronously(function, {})
    assert not (tmp_path / "out.begun").exists()


def call(launch: Launch) -> None:
    Function(launch).invoke({})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of the end of a process that is no child")
def test_a_function_and_what_it_has_started_end_with_a_cloud_that_is_killed(tmp_path: Path) -> None:
    starter = multiprocessing.get_context("spawn").Process(target=call, args=(launch(tmp_path, STARTS_ANOTHER),))
    starter.start()
    wait_for(tmp_path / "out")
    ends = [os.pidfd_open(int(pid)) for pid in (tmp_path / "out").read_text().split()]
    starter.kill()
    starter.join()
    try:
        assert [select.select([end], [], [], 30)[0] for end in ends] == [[end] for end in ends]
    finally:
        for end in ends:
            if not select.select([end], [], [], 0)[0]:
                signal.pidfd_send_signal(end, signal.SIGKILL)
            os.close(end)
