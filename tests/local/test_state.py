"""What survives a restart."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.cloud import LocalCloud
from tests.local import tiny

TABLE, SHELF = "tiny-storage-Things", "tiny-storage-shelf"
Start = Callable[[], Any]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    assembly = tiny.application(tmp_path)

    @contextmanager
    def start() -> Iterator[LocalCloud]:
        with LocalCloud(assembly, state=tmp_path / "state", port=0, root=tmp_path, clock_runs=False) as cloud:
            yield cloud

    return start


def sub_of(cloud: LocalCloud, name: str) -> dict[str, Any]:
    url = f"http://127.0.0.1:{cloud.port}/api/me"
    token = httpx.get(url, headers={"X-Mock-Auth": name}, timeout=30).json()["headers"]["authorization"]
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return {name: claims[name] for name in ("sub", "iss", "client_id")}


def test_objects_items_users_secrets_and_messages_come_back(start: Start) -> None:
    item = {"pk": {"S": "a"}, "raw": {"B": b"\x00\xff"}, "deep": {"M": {"l": {"L": [{"B": b"\x01"}, {"N": "1"}]}}}}
    with start() as cloud:
        s3 = cloud.client("s3")
        for key in ("a", "a/b", "a/b/" + "ü" * 300):
            s3.put_object(
                Bucket=SHELF,
                Key=key,
                Body=key.encode(),
                ContentType="x/y",
                CacheControl="no-cache",
                Metadata={"m": "1"},
            )
        s3.put_object(Bucket=SHELF, Key="gone", Body=b"x")
        s3.delete_object(Bucket=SHELF, Key="gone")
        cloud.client("dynamodb").put_item(TableName=TABLE, Item=item)
        dead = cloud.client("sqs").get_queue_url(QueueName="tiny-service-Dead")["QueueUrl"]
        cloud.client("sqs").send_message(QueueUrl=dead, MessageBody="look at me")
        secret = cloud.client("ssm").get_parameter(Name="/tiny/secret", WithDecryption=True)["Parameter"]["Value"]
        known = {name: sub_of(cloud, name) for name in ("ada", "bob")}
    with start() as cloud:
        s3 = cloud.client("s3")
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=SHELF)["Contents"]]
        assert keys == ["a", "a/b", "a/b/" + "ü" * 300]
        found = s3.get_object(Bucket=SHELF, Key="a/b")
        assert (found["Body"].read(), found["ContentType"], found["CacheControl"], found["Metadata"]) == (
            b"a/b",
            "x/y",
            "no-cache",
            {"m": "1"},
        )
        assert cloud.client("dynamodb").get_item(TableName=TABLE, Key={"pk": {"S": "a"}})["Item"] == item
        dead = cloud.client("sqs").get_queue_url(QueueName="tiny-service-Dead")["QueueUrl"]
        assert [m["Body"] for m in cloud.client("sqs").receive_message(QueueUrl=dead)["Messages"]] == ["look at me"]
        assert (
            cloud.client("ssm").get_parameter(Name="/tiny/secret", WithDecryption=True)["Parameter"]["Value"] == secret
        )
        assert {name: sub_of(cloud, name) for name in ("bob", "ada")} == known


def test_putting_objects_back_does_not_tell_the_rules_of_them_again(start: Start, tmp_path: Path) -> None:
    with start() as cloud:
        cloud.client("s3").put_object(Bucket="tiny-storage-drop", Key="once", Body=b"x")
        assert cloud.drain(timeout=30)
    with start() as cloud:
        assert cloud.drain(timeout=30)
        assert cloud.client("s3").get_object(Bucket="tiny-storage-drop", Key="once")["Body"].read() == b"x"
    assert len((tmp_path / "events").read_text().splitlines()) == 1


def test_a_form_post_and_a_multiple_delete_are_noticed_too(start: Start) -> None:
    with start() as cloud:
        s3 = cloud.client("s3")
        form = s3.generate_presigned_post(SHELF, "posted", ExpiresIn=60)
        assert httpx.post(form["url"], data=form["fields"], files={"file": b"123"}).status_code in (200, 204)
        for key in ("x", "y"):
            s3.put_object(Bucket=SHELF, Key=key, Body=b"1")
        s3.delete_objects(Bucket=SHELF, Delete={"Objects": [{"Key": "x"}, {"Key": "y"}]})
    with start() as cloud:
        assert [o["Key"] for o in cloud.client("s3").list_objects_v2(Bucket=SHELF)["Contents"]] == ["posted"]


def test_files_that_were_half_written_do_no_harm(start: Start, tmp_path: Path) -> None:
    with start() as cloud:
        cloud.client("s3").put_object(Bucket=SHELF, Key="whole", Body=b"x")
    folder = next((tmp_path / "state" / "objects" / SHELF).iterdir())
    (folder / "half.bin").write_bytes(b"only bytes, never described")
    (folder / "half.json.part").write_bytes(b"{")
    with start() as cloud:
        assert [o["Key"] for o in cloud.client("s3").list_objects_v2(Bucket=SHELF)["Contents"]] == ["whole"]


def test_delayed_messages_and_those_that_wait_for_a_retry_go_on_at_the_next_start(start: Start, tmp_path: Path) -> None:
    def tries() -> list[str]:
        return sorted(json.loads(line)["body"] for line in (tmp_path / "records").read_text().splitlines())

    with start() as cloud:
        sqs = cloud.client("sqs")
        url = sqs.get_queue_url(QueueName="tiny-service-Queue")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=900)
        batch = [{"Id": "1", "MessageBody": "much later", "DelaySeconds": 900}, {"Id": "2", "MessageBody": "now"}]
        sqs.send_message_batch(QueueUrl=url, Entries=batch)
        sqs.send_message(QueueUrl=url, MessageBody="bad")
        assert cloud.drain(timeout=30)
        assert tries() == ["bad", "now"]
    with start() as cloud:
        assert cloud.drain(timeout=30)
        assert tries() == ["bad", "bad", "later", "much later", "now"]


def test_a_message_that_had_its_last_try_is_found_dead_at_the_next_start(start: Start) -> None:
    with start() as cloud:
        sqs = cloud.client("sqs")
        url = sqs.get_queue_url(QueueName="tiny-service-Queue")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="bad")
        for _ in range(2):
            assert cloud.drain(timeout=30)
            cloud.retry_now()
        assert cloud.drain(timeout=30)
    with start() as cloud:
        assert cloud.drain(timeout=30)
        dead = cloud.client("sqs").get_queue_url(QueueName="tiny-service-Dead")["QueueUrl"]
        assert [m["Body"] for m in cloud.client("sqs").receive_message(QueueUrl=dead)["Messages"]] == ["bad"]


def test_secrets_and_their_arns_are_the_same_at_the_next_start_and_a_new_value_is_kept(start: Start) -> None:
    with start() as cloud:
        before = cloud.client("secretsmanager").get_secret_value(SecretId="tiny-storage-Proof")
        cloud.client("secretsmanager").put_secret_value(SecretId="tiny/word", SecretString="another")
    with start() as cloud:
        after = cloud.client("secretsmanager").get_secret_value(SecretId="tiny-storage-Proof")
        assert (after["ARN"], after["SecretString"]) == (before["ARN"], before["SecretString"])
        assert cloud.client("secretsmanager").get_secret_value(SecretId="tiny/word")["SecretString"] == "another"


def test_nobody_else_on_the_machine_reads_keys_and_secrets(start: Start, tmp_path: Path) -> None:
    with start():
        assert (tmp_path / "state").stat().st_mode & 0o077 == 0


def test_the_key_pair_of_a_placeholder_is_made_once_and_kept(start: Start) -> None:
    found = []
    for _ in range(2):
        with start() as cloud:
            found.append(cloud.client("ssm").get_parameter(Name="/tiny/signer", WithDecryption=True)["Parameter"])
    assert found[0]["Type"] == "SecureString"
    assert found[0]["Value"] == found[1]["Value"]
    assert found[0]["Value"].startswith("-----BEGIN PRIVATE KEY-----")
