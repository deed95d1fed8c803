"""Encrypted backups: nothing of a library lies open in the bucket, and everything comes back from bucket and recovery key alone."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from operations import restore as operator
from pixelflare.aws import parts
from pixelflare.aws.foreign_buckets import ForeignBucket
from pixelflare.backups.vault import MAGIC
from tests.integration.agreement import disagreements
from tests.integration.backing_up import PREFIX, bucket_of, lines, night, objects, set_up
from tests.integration.cloud import Cloud, User
from tests.integration.test_backup_restore import empty, fill, library, publish, restored, services
from tests.integration.test_backup_restore_job import lose_everything, status, work

OWN = "six words that nobody has guessed"
DECRYPTOR = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture(autouse=True)
def alone(cloud: Cloud) -> None:
    empty(cloud)
    cloud.forget_messages()


def turn_on(user: User, own: str | None = None) -> str:
    """The recovery key."""
    answer = user.call("PUT", "/v1/backup/encryption", {"recovery_key": own} if own else {})
    assert answer.status == 200, answer
    assert answer.body["is_on"] is True
    assert (answer.body["recovery_key"] is None) is bool(own)
    return own or str(answer.body["recovery_key"])


def plain_in(found: dict[str, bytes]) -> set[str]:
    return {key for key, body in found.items() if not body.startswith(MAGIC)}


def shown(user: User) -> dict[str, Any]:
    answer = user.call("GET", "/v1/backup/encryption")
    assert answer.status == 200
    return dict(answer.body)


def test_nothing_lies_open_and_all_comes_back_from_bucket_and_recovery_key(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART_BYTES", 5 * 1024 * 1024)  # S3's smallest
    bucket = bucket_of(user)
    key = turn_on(user)
    owner = fill(user, rocket)
    large = user.upload(rocket + bytes(6 * 1024 * 1024), "large.jpg")
    work(cloud)
    night(cloud)
    found = objects(cloud, bucket)
    assert len([each for each in found if "/originals/" in each]) == 4
    assert plain_in(found) == set()
    seen = b"".join(found.values())
    assert not any(word in seen for word in (b"A rocket", b"image_id", b"far away", rocket[:32]))
    assert not any(large["sha256"] in each for each in found if "sha256" in large)
    night(cloud, after=1)
    assert user.call("GET", "/v1/backup/status").body["uploaded"] == 0  # records are compared, and their etags fit
    assert shown(user)["is_complete"] is True
    before = library(user)

    empty(cloud)
    told, is_whole = operator.restore(services(cloud, bucket, recovery_key="not it, but long"), owner="", into="")
    assert (is_whole, "not the recovery key" in told) == (False, True)
    assert operator.restore(services(cloud, bucket), owner=owner, into="")[1] is False
    assert (cloud.rows("CORE_TABLE"), list(cloud.keys("ORIGINALS_BUCKET"))) == ([], [])
    told, is_whole = operator.restore(services(cloud, bucket, recovery_key=key), owner="", into="")
    assert is_whole, told
    publish(cloud)
    assert library(user) == before
    assert disagreements(cloud, [owner]) == []


def test_decryptor_of_the_documentation_reads_a_real_backup(
    cloud: Cloud, user: User, rocket: bytes, tmp_path: Path
) -> None:
    bucket = bucket_of(user)
    owner = fill(user, rocket)
    work(cloud)
    night(cloud)
    plain = objects(cloud, bucket)
    turn_on(user, OWN)
    work(cloud)
    for key, body in objects(cloud, bucket).items():
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_bytes(body)
    (program,) = DECRYPTOR.findall((Path(__file__).parents[2] / "docs" / "backup.md").read_text())
    assert len(program.splitlines()) <= 40
    (tmp_path / "decrypt.py").write_text(program)

    def decrypt(key: str) -> subprocess.CompletedProcess[str]:
        asked = [sys.executable, "-I", tmp_path / "decrypt.py", tmp_path / owner, tmp_path / "out"]
        environment = os.environ | {"RESTORE_KEY": key}
        return subprocess.run(asked, env=environment, check=False, capture_output=True, text=True, timeout=120)

    assert "not its recovery key" in decrypt("another key, just as long").stderr
    done = decrypt(OWN)
    assert done.returncode == 0, done.stderr
    out = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes() for path in (tmp_path / "out").rglob("*.jsonl")
    }
    expected = {key.removeprefix(f"{owner}/"): body for key, body in plain.items() if key.endswith(".jsonl")}
    assert out == expected
    pictures = [path.read_bytes() for path in (tmp_path / "out" / "originals").rglob("*") if path.is_file()]
    assert pictures == [rocket] * 3


def test_turning_it_on_changing_the_key_and_turning_it_off_write_everything_anew(
    cloud: Cloud, user: User, rocket: bytes
) -> None:
    bucket = bucket_of(user, sync_deletes=False)
    image = user.upload(rocket, "a.jpg", tags=["sea"])
    night(cloud)
    plain = objects(cloud, bucket)
    turn_on(user, OWN)
    assert shown(user)["is_complete"] is False
    work(cloud)
    first = objects(cloud, bucket)
    assert (len(first), plain_in(first)) == (len(plain), set())
    assert shown(user)["is_complete"] is True
    key_id = shown(user)["key_id"]
    turn_on(user, OWN)
    assert shown(user)["key_id"] == key_id  # it is in use already

    turn_on(user)
    work(cloud)
    second = objects(cloud, bucket)
    assert shown(user)["key_id"] != key_id
    assert (len(second), {bytes.fromhex(shown(user)["key_id"]) == body[24:40] for body in second.values()}) == (
        3,
        {True},
    )
    user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "followed"})
    cloud.follow_changes()
    work(cloud)
    assert plain_in(objects(cloud, bucket)) == set()

    assert user.call("DELETE", "/v1/backup/encryption").status == 204
    work(cloud)
    last = objects(cloud, bucket)
    assert set(last) == set(plain)
    assert lines(last[f"{image['owner']}/images/{image['id']}.jsonl"])[0]["alt"] == "followed"
    assert shown(user) == {"is_on": False, "key_id": None, "since": None, "is_complete": False}


def test_run_that_is_under_way_when_the_key_changes_is_not_the_last(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = bucket_of(user)
    user.upload(rocket, "a.jpg")
    write, meanwhile = ForeignBucket.write, [True]

    def meet(self: ForeignBucket, key: str, body: bytes, *, content_type: str) -> None:
        if meanwhile:
            meanwhile.pop()
            turn_on(user, OWN)
        write(self, key, body, content_type=content_type)

    monkeypatch.setattr(ForeignBucket, "write", meet)
    assert night(cloud) == {"backed_up": 0, "bad": 0, "unfinished": 1}
    assert plain_in(objects(cloud, bucket)) != set()
    assert night(cloud, minute=15)["backed_up"] == 1
    assert plain_in(objects(cloud, bucket)) == set()


@pytest.mark.parametrize("stopped_after", [1, 2, 3])
def test_change_of_the_key_that_stops_in_the_middle_leaves_every_picture_restorable(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch, stopped_after: int
) -> None:
    bucket = bucket_of(user)
    owner = fill(user, rocket)
    night(cloud)
    before = library(user)
    turn_on(user, OWN)
    calls = iter(range(100))
    done = {name: getattr(ForeignBucket, name) for name in ("write", "delete")}

    def stop(name: str) -> Any:
        def act(self: ForeignBucket, *args: Any, **how: Any) -> None:
            if next(calls) >= stopped_after + 1:  # the library first
                raise RuntimeError("the process ends")
            done[name](self, *args, **how)

        return act

    with monkeypatch.context() as patch:
        for name in done:
            patch.setattr(ForeignBucket, name, stop(name))
        with pytest.raises(RuntimeError):
            night(cloud, after=1)
    assert plain_in(objects(cloud, bucket)) != set()
    empty(cloud)
    assert restored(owner, services(cloud, bucket, recovery_key=OWN)).failed == []
    publish(cloud)
    assert library(user) == before


def test_owner_restores_with_the_recovery_key_and_with_no_other(
    cloud: Cloud, user: User, rocket: bytes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    bucket = bucket_of(user)
    made = turn_on(user)
    fill(user, rocket)
    work(cloud)
    night(cloud)
    before = library(user)
    lose_everything(user, bucket)
    rows = cloud.rows("CORE_TABLE")
    for body in ({}, {"dry_run": True}, {"recovery_key": "another key, just as long"}):
        refused = user.call("POST", "/v1/backup/restore", body)
        assert (refused.status, refused.body["error"]["code"]) == (400, "WRONG_RECOVERY_KEY"), refused
    assert user.call("GET", "/v1/backup/restore").status == 404
    assert [row for row in cloud.rows("CORE_TABLE") if row not in rows and "#RESTORE" in json.dumps(row)] == []

    assert user.call("POST", "/v1/backup/restore", {"recovery_key": made}).status == 202
    rows_of_it = [row for row in cloud.rows("CORE_TABLE") if row["sk"]["S"] == "#RESTORE"]
    assert ["sealed_key" in row for row in rows_of_it] == [True]
    messages = list(cloud.messages("BACKUP_QUEUE_URL"))
    waiting = json.dumps([rows_of_it, messages])
    assert cloud.deliver("backup_consumer", *messages) == []
    assert (status(user)["state"], status(user)["images"], status(user)["failed"]) == ("done", 3, 0)
    assert "sealed_key" not in status(user)
    assert [row for row in cloud.rows("CORE_TABLE") if "sealed_key" in row] == []
    publish(cloud)
    assert library(user) == before
    captured = capsys.readouterr()
    audited = json.dumps(user.call("GET", "/v1/audit-logs").body)
    assert made not in waiting + audited + caplog.text + captured.out + captured.err + json.dumps(
        cloud.rows("CORE_TABLE")
    )


def test_installation_that_has_the_key_restores_without_being_told(cloud: Cloud, user: User, rocket: bytes) -> None:
    bucket = bucket_of(user)
    turn_on(user, OWN)
    image = user.upload(rocket, "a.jpg")
    work(cloud)
    night(cloud)
    changed = next(key for key in objects(cloud, bucket) if "/originals/" in key)
    body = objects(cloud, bucket)[changed]
    for row in cloud.rows("CORE_TABLE"):
        if image["id"] in json.dumps(row) or row["sk"]["S"].startswith("P#"):
            cloud.client("dynamodb").delete_item(
                TableName=cloud.variables["CORE_TABLE"], Key={"pk": row["pk"], "sk": row["sk"]}
            )
    (original,) = cloud.keys("ORIGINALS_BUCKET")
    cloud.client("s3").delete_object(Bucket=cloud.variables["ORIGINALS_BUCKET"], Key=original)
    cloud.client("s3").put_object(Bucket=bucket, Key=f"{PREFIX}{changed}", Body=body[:-1])
    for end, expected in ((-1, (0, 1)), (len(body), (1, 0))):
        cloud.client("s3").put_object(Bucket=bucket, Key=f"{PREFIX}{changed}", Body=body[:end])
        assert user.call("POST", "/v1/backup/restore", {}).status == 202
        work(cloud)
        assert (status(user)["images"], status(user)["failed"]) == expected
        if end == -1:
            assert "was changed, or is not whole" in status(user)["failures"][0]["why"]
            assert list(cloud.keys("ORIGINALS_BUCKET")) == []


def test_key_that_does_not_open_any_more_lets_nothing_leave_unencrypted(
    cloud: Cloud, user: User, rocket: bytes
) -> None:
    bucket = bucket_of(user)
    turn_on(user, OWN)
    user.upload(rocket, "a.jpg")
    (row,) = [row for row in cloud.rows("CORE_TABLE") if row["sk"]["S"] == "#BACKUPKEY"]
    assert OWN not in json.dumps(row)
    other = cloud.user(f"{user.name}-other")
    bucket_of(other)
    turn_on(other, OWN)
    (theirs,) = [each for each in cloud.rows("CORE_TABLE") if each["sk"]["S"] == "#BACKUPKEY" and each != row]
    stolen = row | {"sealed": theirs["sealed"]}
    cloud.client("dynamodb").put_item(TableName=cloud.variables["CORE_TABLE"], Item=stolen)
    assert night(cloud)["bad"] == 1
    assert "given again" in user.call("GET", "/v1/backup/status").body["problem"]
    assert objects(cloud, bucket) == {}


@pytest.mark.parametrize("key", ["", "too short", "x" * 257, "line\nbreak line break", 17 * " ", 1])
def test_what_can_be_no_recovery_key_is_refused(user: User, key: Any) -> None:
    bucket_of(user)
    for method, path in (("PUT", "encryption"), ("POST", "restore")):
        answer = user.call(method, f"/v1/backup/{path}", {"recovery_key": key})
        assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR"), answer
    assert shown(user)["is_on"] is False


def test_without_a_backup_there_is_nothing_to_encrypt_and_its_end_erases_the_key(cloud: Cloud, user: User) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert user.call(method, "/v1/backup/encryption", {} if method == "PUT" else None).status == 404
    bucket = bucket_of(user)
    turn_on(user, OWN)
    set_up(user, bucket, access_key_id="other")
    assert shown(user)["is_on"] is True
    assert user.call("DELETE", "/v1/backup/config").status == 204
    assert [row for row in cloud.rows("CORE_TABLE") if row["sk"]["S"] == "#BACKUPKEY"] == []
