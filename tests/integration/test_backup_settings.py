"""The bucket that an owner backs up to: tested, kept, shown without its secret, and forgotten."""

import json
import logging
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.cloud import Cloud, User

SECRET = "wJalrXUtnFEMI-the-secret"


@pytest.fixture
def bucket(cloud: Cloud) -> str:
    """At a provider that is not ours, though the same emulator plays it."""
    name = f"backup-{uuid4().hex[:12]}"
    cloud.client("s3").create_bucket(Bucket=name)
    return name


def settings(bucket: str, **changed: Any) -> dict[str, Any]:
    return {
        "endpoint": "https://s3.us-east-1.amazonaws.com",
        "bucket": bucket,
        "prefix": "pictures/",
        "access_key_id": "AKEXAMPLE",
        "secret_access_key": SECRET,
    } | changed


def objects(cloud: Cloud, bucket: str) -> list[str]:
    return [each["Key"] for each in cloud.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])]


def test_bucket_is_kept_shown_tested_and_forgotten(cloud: Cloud, user: User, bucket: str) -> None:
    put = user.call("PUT", "/v1/backup/config", settings(bucket))
    assert put.status == 200, put
    assert user.call("GET", "/v1/backup/config").body == put.body
    assert (put.body["bucket"], put.body["prefix"], put.body["sync_deletes"]) == (bucket, "pictures/", True)

    tested = user.call("POST", "/v1/backup/test")
    assert (tested.status, tested.body) == (200, dict.fromkeys(("listed", "wrote", "read", "deleted"), True))
    assert objects(cloud, bucket) == []  # the probes are gone

    assert user.call("DELETE", "/v1/backup/config").status == 204
    for method, path in (("GET", "config"), ("DELETE", "config"), ("POST", "test")):
        assert user.call(method, f"/v1/backup/{path}").status == 404
    assert not [row for row in cloud.rows("CORE_TABLE") if bucket in json.dumps(row)]


def test_bucket_that_refuses_is_named_with_the_step_and_not_kept(user: User) -> None:
    answer = user.call("PUT", "/v1/backup/config", settings(f"no-{uuid4().hex}"))

    assert (answer.status, answer.body["error"]["code"]) == (424, "SOURCE_FAILED")
    assert answer.body["error"]["details"] == {"step": "list", "reason": "NoSuchBucket"}
    assert user.call("GET", "/v1/backup/config").status == 404


def test_secret_lies_open_nowhere(
    cloud: Cloud, user: User, bucket: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    shown = user.call("PUT", "/v1/backup/config", settings(bucket)).body
    failed = user.call("PUT", "/v1/backup/config", settings("missing-bucket")).body
    entries = user.call("GET", "/v1/audit-logs").body
    captured = capsys.readouterr()

    assert "update" in {entry["action"] for entry in entries["data"] if entry["resource_type"] == "backup"}
    seen = json.dumps([shown, failed, entries, cloud.rows("CORE_TABLE")], default=str)
    assert SECRET not in seen + caplog.text + captured.out + captured.err


def test_nobody_else_sees_or_opens_it(cloud: Cloud, user: User, bucket: str) -> None:
    stranger = cloud.user(f"{user.name}-other")
    assert user.call("PUT", "/v1/backup/config", settings(bucket)).status == 200
    theirs = {"pk": {"S": f"O#{stranger.call('GET', '/v1/me').body['owner']}"}}
    assert stranger.call("GET", "/v1/backup/config").status == 404

    (row,) = [each for each in cloud.rows("CORE_TABLE") if bucket in json.dumps(each)]
    cloud.client("dynamodb").put_item(TableName=cloud.variables["CORE_TABLE"], Item=row | theirs)
    assert stranger.call("POST", "/v1/backup/test").status == 404  # sealed for another owner


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({"endpoint": "https://127.0.0.1"}, "endpoint"),
        ({"endpoint": "https://169.254.169.254"}, "endpoint"),
        ({"endpoint": "https://[::1]:9000"}, "endpoint"),
        ({"endpoint": "https://localhost:8333"}, "endpoint"),
        ({"endpoint": "http://s3.us-east-1.amazonaws.com"}, "endpoint"),
        ({"endpoint": "https://example.com/path"}, None),
        ({"endpoint": "https://user:word@example.com"}, None),
        ({"endpoint": "https://example.com:0"}, None),
        ({"endpoint": "https://example.com:99999"}, None),
        ({"endpoint": "https://exämple.com"}, None),
        ({"endpoint": "ftp://example.com"}, None),
        ({"bucket": "Capital"}, None),
        ({"bucket": "a/b"}, None),
        ({"prefix": "no-slash"}, None),
        ({"prefix": "../up/"}, None),
        ({"region": "us east"}, None),
        ({"access_key_id": "line\nbreak"}, None),
        ({"secret_access_key": ""}, None),
        ({"secret_access_key": "é"}, None),
        ({"more": 1}, None),
    ],
)
def test_what_can_be_no_backup_is_refused(user: User, changed: dict[str, Any], step: str | None) -> None:
    answer = user.call("PUT", "/v1/backup/config", settings("some-bucket") | changed)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR"), answer
    if step:
        assert answer.body["error"]["details"] == {"parameter": step}
    assert user.call("GET", "/v1/backup/config").status == 404
