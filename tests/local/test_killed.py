"""A process that is killed, or that runs out of disk, has kept everything that it has answered."""

import json
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.appended import AppendedLines, whole_lines
from local.cloud import LocalCloud
from local.credentials import kept_credentials
from tests.local import tiny
from tests.local.signing_in import client_id, exchange, sign_in
from tests.local.test_main import running

TABLE, SHELF, DROP = "tiny-storage-Things", "tiny-storage-shelf", "tiny-storage-drop"
GONE = (ClientError, BotoCoreError, httpx.HTTPError)
MOMENTS = random.Random(20261129)
SMALL_DISK = ("bash", "-c", 'ulimit -f 256; exec "$@"', "bash")
"""No file may get longer than 256 KiB: a write beyond fails as on a full disk."""

Client = Callable[[str], Any]


def clients(folder: Path, told: dict[str, str]) -> Client:
    variables = kept_credentials(folder / "state").variables()
    signed = {name.lower(): value for name, value in variables.items()}
    once = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, signature_version="v4")
    s3 = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, signature_version="s3v4")

    def client(service: str) -> Any:
        config = s3 if service == "s3" else once
        return boto3.client(
            service, endpoint_url=told["endpoint_url"], region_name="us-east-1", config=config, **signed
        )

    return client


class Writer(threading.Thread):
    """Writes until it is told no more, and remembers what was answered."""

    def __init__(self, client: Client, name: str) -> None:
        super().__init__()
        self._s3, self._dynamodb, self._sqs = client("s3"), client("dynamodb"), client("sqs")
        self._queue = self._sqs.get_queue_url(QueueName="tiny-service-Queue")["QueueUrl"]
        self.name = name
        self.has_begun = threading.Event()
        self.items: set[str] = set()
        self.pairs: set[str] = set()
        self.objects: set[str] = set()
        self.posted: set[str] = set()
        self.deleted: set[str] = set()
        self.messages: set[str] = set()

    def run(self) -> None:
        with suppress(*GONE):
            for number in range(10_000):
                self._write(f"{self.name}-{number}")

    def _write(self, name: str) -> None:
        self._dynamodb.put_item(TableName=TABLE, Item={"pk": {"S": name}, "raw": {"B": b"\x00\xff"}})
        self.items.add(name)
        both = [{"Put": {"TableName": TABLE, "Item": {"pk": {"S": f"{name}/{part}"}}}} for part in (1, 2)]
        self._dynamodb.transact_write_items(TransactItems=both)
        self.pairs.add(name)
        self._s3.put_object(Bucket=SHELF, Key=name, Body=name.encode(), Metadata={"m": "1"})
        self.objects.add(name)
        form = self._s3.generate_presigned_post(SHELF, f"posted/{name}", ExpiresIn=60)
        httpx.post(form["url"], data=form["fields"], files={"file": name.encode()}).raise_for_status()
        self.posted.add(f"posted/{name}")
        self._sqs.send_message(QueueUrl=self._queue, MessageBody=name, DelaySeconds=900)
        self.messages.add(name)
        self._s3.put_object(Bucket=SHELF, Key=f"brief/{name}", Body=b"x")
        self._s3.delete_object(Bucket=SHELF, Key=f"brief/{name}")
        self.deleted.add(f"brief/{name}")
        self.has_begun.set()


def stored(client: Client) -> tuple[set[str], set[str]]:
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=SHELF)
    keys = {each["Key"] for page in pages for each in page.get("Contents", [])}
    scanned = client("dynamodb").get_paginator("scan").paginate(TableName=TABLE)
    return keys, {item["pk"]["S"] for page in scanned for item in page["Items"]}


def check(client: Client, writers: list[Writer]) -> None:
    keys, items = stored(client)
    for writer in writers:
        assert writer.objects | writer.posted <= keys
        assert not writer.deleted & keys
        assert writer.items | {f"{name}/{part}" for name in writer.pairs for part in (1, 2)} <= items
    halves = {name.rsplit("/", 1)[0] for name in items if "/" in name}
    assert {f"{name}/{part}" for name in halves for part in (1, 2)} <= items  # a transaction is whole or not there


def received(folder: Path) -> set[str]:
    path = folder / "records"
    return {json.loads(line)["body"] for line in path.read_text().splitlines()} if path.exists() else set()


def test_whatever_was_answered_before_a_kill_is_there_after_the_next_start(tmp_path: Path) -> None:
    tiny.application(tmp_path)
    writers: list[Writer] = []
    for turn in range(3):
        with running(tmp_path) as (process, told):
            client = clients(tmp_path, told)
            check(client, writers)
            new = [Writer(client, f"{turn}{name}") for name in "ab"]
            for writer in new:
                writer.start()
            assert all(writer.has_begun.wait(60) for writer in new)
            time.sleep(MOMENTS.uniform(0, 1))  # the moment of the kill is any moment
            process.kill()
            process.wait()
            for writer in new:
                writer.join()
            writers += new
    with running(tmp_path) as (_, told):
        check(clients(tmp_path, told), writers)
        assert httpx.post(f"{told['control_url']}/drain", timeout=60).json() is True
        assert {name for writer in writers for name in writer.messages} <= received(tmp_path)


def test_a_message_that_was_consumed_before_a_kill_is_not_consumed_again(tmp_path: Path) -> None:
    tiny.application(tmp_path)
    with running(tmp_path) as (process, told):
        sqs = clients(tmp_path, told)("sqs")
        url = sqs.get_queue_url(QueueName="tiny-service-Queue")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="once")
        sqs.send_message(QueueUrl=url, MessageBody="bad")  # waits for a retry
        assert httpx.post(f"{told['control_url']}/drain", timeout=60).json() is True
        process.kill()
        process.wait()
    with running(tmp_path) as (_, told):
        assert httpx.post(f"{told['control_url']}/drain", timeout=60).json() is True
    bodies = [json.loads(line)["body"] for line in (tmp_path / "records").read_text().splitlines()]
    assert sorted(bodies) == ["bad", "bad", "once"]


@pytest.mark.parametrize("service", ["s3", "dynamodb", "sqs"])
def test_a_full_disk_ends_it_with_a_sentence_and_loses_nothing_that_was_answered(tmp_path: Path, service: str) -> None:
    tiny.application(tmp_path)
    with running(tmp_path, within=SMALL_DISK) as (process, told):
        client = clients(tmp_path, told)
        written = fill(client(service), service)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "cannot be written (File too large). Everything that was answered is saved." in output
    assert "Traceback" not in output
    assert len(written) > 1
    with running(tmp_path) as (_, told):
        keys, items = stored(clients(tmp_path, told))
        assert httpx.post(f"{told['control_url']}/drain", timeout=60).json() is True
        assert written <= keys | items | {body[:9] for body in received(tmp_path)}


def fill(client: Any, service: str) -> set[str]:
    """Writes more and more until that fails."""
    written = set()
    queue = client.get_queue_url(QueueName="tiny-service-Queue")["QueueUrl"] if service == "sqs" else ""
    with suppress(*GONE):
        for number in range(1, 100):
            name, much = f"number {number:02}", "x" * number * 10_000
            if service == "s3":
                client.put_object(Bucket=SHELF, Key=name, Body=much.encode())
            elif service == "dynamodb":
                client.put_item(TableName=TABLE, Item={"pk": {"S": name}, "much": {"S": much}})
            else:
                client.send_message(QueueUrl=queue, MessageBody=name + much, DelaySeconds=900)
            written.add(name)
    return written


def test_a_line_that_was_not_written_to_its_end_is_none(tmp_path: Path) -> None:
    lines = AppendedLines(tmp_path / "log")
    lines.append(["a", 1], ["b", 2])
    with (tmp_path / "log").open("ab") as file:
        file.write(b'["c", ')
    assert list(whole_lines(tmp_path / "log")) == [["a", 1], ["b", 2]]


def test_a_sign_in_that_cannot_be_saved_is_not_answered(tmp_path: Path) -> None:
    ended = threading.Event()
    assembly = tiny.application(tmp_path)
    with LocalCloud(
        assembly, state=tmp_path / "state", port=0, root=tmp_path, clock_runs=False, on_failure=ended.set
    ) as cloud:
        app = client_id(cloud, "App")
        with httpx.Client(base_url=f"http://127.0.0.1:{cloud.port}/_cognito", timeout=30) as browser:
            code = sign_in(browser, app)
            (tmp_path / "state" / "sign-ins.json.part").mkdir()  # where the file has to be written
            assert exchange(browser, app, code).status_code == 500
        assert ended.is_set()
        assert isinstance(cloud.failure, IsADirectoryError)
