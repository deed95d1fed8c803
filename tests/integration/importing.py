"""Imports in tests: their messages are delivered until none is left, and vendors are played as their documentation says."""

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from pixelflare.base.errors import SourceFailed
from pixelflare.outgoing import Fetched
from schema.limits import PART_BYTES
from tests.integration.cloud import Cloud, User, object_created

Answer = Callable[[dict[str, str]], bytes]


def begin(user: User, source: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = user.call("POST", "/v1/imports", {"source": source} | more)
    assert answer.status == 202, answer
    return dict(answer.body)


def finish(cloud: Cloud) -> None:
    """Delivers what is due, and what that sends, to the end."""
    while messages := list(cloud.messages("IMPORT_QUEUE_URL")):
        for message in messages:
            assert cloud.deliver("import_consumer", message) == []


def shown(user: User, job: dict[str, Any]) -> dict[str, Any]:
    return dict(user.call("GET", f"/v1/imports/{job['id']}").body)


def items(user: User, job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(user.call("GET", f"/v1/imports/{job['id']}/items").body["data"])


def inspected(cloud: Cloud, user: User, image_id: str) -> dict[str, Any]:
    """The image after the message that S3 sends for its bytes."""
    owner = user.call("GET", "/v1/me").body["owner"]
    [key] = cloud.keys("UPLOADS_BUCKET", f"{owner}/{image_id}/")
    size = len(cloud.body("UPLOADS_BUCKET", key))
    assert cloud.deliver("upload_consumer", object_created(key, size)) == []
    return dict(user.call("GET", f"/v1/images/{image_id}").body)


def arrived(cloud: Cloud, user: User) -> list[dict[str, Any]]:
    """The owner's images, after all messages that S3 sends for their bytes."""
    owner = user.call("GET", "/v1/me").body["owner"]
    for key in cloud.keys("UPLOADS_BUCKET", f"{owner}/"):
        inspected(cloud, user, key.split("/")[1])
    return list(user.call("GET", "/v1/images").body["data"])


def import_pictures(cloud: Cloud, user: User) -> None:
    """From a bucket of somebody else: one picture more, and one for which a reservation gives way that nothing came for."""
    cloud.client("s3").create_bucket(Bucket=(name := f"pictures-{uuid4().hex[:12]}"))
    given_up = user.reserve("imported.jpg", size_bytes=PART_BYTES)
    assert user.call("POST", f"/v1/images/{given_up['imageId']}/multipart").status == 200
    for key, body in (("imported.jpg", bytes(PART_BYTES)), ("more/imported.jpg", b"no picture")):
        cloud.client("s3").put_object(Bucket=name, Key=key, Body=body)
    bucket = {"endpoint": "https://s3.us-east-1.amazonaws.com", "bucket": name, "access_key_id": "a"}
    source = {"kind": "bucket", "secret_access_key": "b"} | bucket
    for dry_run in (True, False):
        job = user.call("POST", "/v1/imports", {"source": source, "dry_run": dry_run}).body
        finish(cloud)
    _import_from_addresses(cloud, user)
    below = f"/v1/imports/{job['id']}"
    assert user.call("GET", below).body["imported"] == 2
    assert len(user.call("GET", f"{below}/items").body["data"]) == 2
    assert user.call("POST", f"{below}/retry").status == 200
    assert user.call("GET", "/v1/imports").status == 200


def _import_from_addresses(cloud: Cloud, user: User) -> None:
    """One picture with a tag that stands, and one that is asked for again later. And a message that is none."""
    assert user.call("POST", "/v1/tags", {"tag": "standing"}).status == 201
    internet = Vendor()
    internet.gives("https://pictures.test/a.jpg", b"no picture either")
    paths = (
        {"address": "https://pictures.test/a.jpg", "tags": ["standing"]},
        {"address": "https://pictures.test/gone"},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cloud.services("import_consumer"), "outgoing", internet)
        job = begin(user, {"kind": "addresses", "addresses": [*paths]})
        finish(cloud)
    assert cloud.deliver("import_consumer", {"nonsense": 1}) == ["0"]
    assert user.call("POST", f"/v1/imports/{job['id']}/cancel").body["imported"] == 1


class Vendor:
    """Stands in for the Internet: addresses without their query, each with the credentials that it wants and its answer."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[str | None, Answer]] = {}
        self.asked: list[str] = []

    def gives(self, address: str, answer: Answer | bytes, *, wants: str | None = None) -> None:
        self.answers[address] = (wants, answer if callable(answer) else lambda query: answer)

    def get(self, address: str, *, most_bytes: int, authorization: str | None = None) -> Fetched:
        self.asked.append(address)
        plain = address.partition("?")[0]
        if plain not in self.answers:
            raise SourceFailed("the vendor answers 404", details={"status": 404})
        wants, answer = self.answers[plain]
        if wants != authorization:
            raise SourceFailed("the vendor answers 401", details={"status": 401})
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return Fetched(answer(query), address)


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def basic(name: str, secret: str) -> str:
    return f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"
