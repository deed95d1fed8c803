"""Exports in tests: their messages are delivered until none is left, and their files are read by Python's own zipfile."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from pixelflare.base import clock
from pixelflare.base.errors import Unavailable
from tests.integration.cloud import Cloud, User


def broken(_: object) -> Iterator[bytes]:
    """In place of a picture's bytes: some of them, and an outage."""
    yield b"some bytes"
    raise Unavailable("the storage cannot be reached", retry_after_seconds=1)


def begin(user: User, **more: Any) -> dict[str, Any]:
    answer = user.call("POST", "/v1/exports", more)
    assert answer.status == 202, answer
    return dict(answer.body)


def finish(cloud: Cloud) -> None:
    """Delivers what is due, and what that sends, to the end."""
    while messages := list(cloud.messages("EXPORT_QUEUE_URL")):
        for message in messages:
            assert cloud.deliver("export_consumer", message) == []


def shown(user: User, job: dict[str, Any]) -> dict[str, Any]:
    return dict(user.call("GET", f"/v1/exports/{job['id']}").body)


def parts(user: User, job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(user.call("GET", f"/v1/exports/{job['id']}/parts").body["data"])


def archive(cloud: Cloud, part: dict[str, Any]) -> zipfile.ZipFile:
    """What the address of a file leads to."""
    bucket = cloud.variables["EXPORTS_BUCKET"]
    key = urlsplit(part["url"]).path.removeprefix("/").removeprefix(f"{bucket}/")
    body = cloud.body("EXPORTS_BUCKET", key)
    assert len(body) == part["bytes"]
    opened = zipfile.ZipFile(io.BytesIO(body))
    assert opened.testzip() is None
    return opened


def everything(cloud: Cloud, user: User, job: dict[str, Any]) -> dict[str, bytes]:
    """All files of all parts. None is there twice, but for the README."""
    found: dict[str, bytes] = {}
    for part in parts(user, job):
        with archive(cloud, part) as opened:
            names = [name for name in opened.namelist() if name != "README.txt"]
            assert len(names) + 1 == len(opened.namelist())
            assert not found.keys() & set(names)
            found |= {name: opened.read(name) for name in names}
    return found


def lines(files: dict[str, bytes], kind: str) -> list[dict[str, Any]]:
    """All lines of this kind of all records, in their order."""
    bodies = [body for name, body in sorted(files.items()) if name.startswith("records/")]
    found = [json.loads(line) for body in bodies for line in body.splitlines()]
    return [line for line in found if line["type"] == kind]


def pictures(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: body for name, body in files.items() if not name.startswith("records/")}


def export_everything(cloud: Cloud, user: User) -> None:
    """One export whose first run fails, that is finished, looked at, and taken back. And a message that is none."""
    job = begin(user)
    [message] = cloud.messages("EXPORT_QUEUE_URL")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pixelflare.aws.objects._pieces", broken)
        patch.setattr("pixelflare.aws.multipart_writer._PART_BYTES", 100)
        assert cloud.deliver("export_consumer", message) == ["0"]
    store = cloud.services("export_consumer").exports.store
    held = store.claim(store.get(message["owner"], job["id"]), run="another", now=clock.now())
    assert cloud.deliver("export_consumer", message) == []  # it waits for the other one
    store.release(held)
    assert cloud.deliver("export_consumer", message) == []
    finish(cloud)
    assert everything(cloud, user, job)
    assert user.call("GET", "/v1/exports").body["data"][0]["state"] == "done"
    assert user.call("POST", f"/v1/exports/{job['id']}/cancel").status == 200
    finish(cloud)
    assert cloud.deliver("export_consumer", {"nonsense": 1}) == ["0"]
