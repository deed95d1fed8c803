"""POST /v1/images/from-address: what is fetched goes the way of every upload, and what may not be asked is not."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pixelflare.outgoing import OutgoingClient
from schema.limits import MAX_UPLOAD_BYTES
from tests.integration.audited import entries
from tests.integration.cloud import Answer, Cloud, User, object_created
from tests.photographs import photograph
from tests.source import Source, gives, leads, source

HERE = ipaddress.ip_address("127.0.0.1")


@pytest.fixture
def served(tmp_path: Path, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """A source that the API may ask, by a client that exists in tests only."""
    answers = {
        "/photo.jpg": gives(photograph("rocket.jpg"), Content_Type="text/plain"),
        "/moved": leads("/photo.jpg"),
        "/text.jpg": gives(b"no picture at all", Content_Type="image/jpeg"),
        "/gone.jpg": gives(b"", status=404),
        "/empty.jpg": gives(b""),
        "/large.jpg": gives(b"", Content_Length=str(MAX_UPLOAD_BYTES + 1)),
        "/drawing.svg": gives(b"<svg/>"),
    }
    with source(tmp_path, answers) as found:
        client = OutgoingClient(
            lookup=lambda host, port: [HERE], is_allowed=HERE.__eq__, tls=found.tls, port=found.port
        )
        monkeypatch.setattr(cloud.services("api"), "outgoing", client)
        yield found


def fetch(user: User, address: str, **fields: Any) -> Answer:
    return user.call("POST", "/v1/images/from-address", {"address": address} | fields)


def inspected(cloud: Cloud, user: User, image: dict[str, Any]) -> dict[str, Any]:
    """The image after the message that S3 sends for its bytes."""
    [key] = cloud.keys("UPLOADS_BUCKET", f"{image['owner']}/{image['id']}/")
    size = len(cloud.body("UPLOADS_BUCKET", key))
    assert cloud.deliver("upload_consumer", object_created(key, size)) == []
    found: dict[str, Any] = user.call("GET", f"/v1/images/{image['id']}").body
    return found


def test_picture_at_an_address_becomes_an_image_by_the_same_quarantine(
    cloud: Cloud, user: User, served: Source
) -> None:
    answer = fetch(user, served.address("/photo.jpg"), album="trips", tags=["sea"], visibility="private")
    assert answer.status == 201, answer
    assert (answer.body["filename"], answer.body["album"], answer.body["status"]) == ("photo.jpg", "trips", "reserved")
    image = inspected(cloud, user, answer.body)
    assert (image["status"], image["tags"], image["is_private"]) == ("processing", ["sea"], True)
    assert image["size_bytes"] == len(photograph("rocket.jpg"))


def test_bytes_that_are_no_picture_are_rejected_whatever_the_source_says(
    cloud: Cloud, user: User, served: Source
) -> None:
    image = inspected(cloud, user, fetch(user, served.address("/text.jpg")).body)
    assert (image["status"], image["reason"]) == ("rejected", "unsupported_type")


def test_image_is_called_as_it_is_asked_to_be_or_as_the_address_ends(user: User, served: Source) -> None:
    names = [fetch(user, served.address(path), **more).body["filename"] for path, more in [
        ("/photo.jpg", {}), ("/photo.jpg", {}), ("/moved", {}), ("/photo.jpg", {"filename": "Größe.png"}),
    ]]  # fmt: skip
    assert names == ["photo.jpg", "photo-1.jpg", "moved.jpg", "Grosse.png"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/gone.jpg", 424, "SOURCE_FAILED"),
        ("/empty.jpg", 400, "VALIDATION_ERROR"),
        ("/large.jpg", 413, "PAYLOAD_TOO_LARGE"),
        ("/drawing.svg", 415, "UNSUPPORTED_MEDIA_TYPE"),
    ],
)
def test_what_cannot_be_taken_leaves_nothing_behind(
    user: User, served: Source, path: str, status: int, code: str
) -> None:
    answer = fetch(user, served.address(path))
    assert (answer.status, answer.body["error"]["code"]) == (status, code)
    assert user.call("GET", "/v1/usage").body["images"] == 0


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:169.254.169.254]/",
        "https://2130706433/",
        "http://example.org/a.jpg",
        "file:///etc/passwd",
        "https://example.org:8443/a.jpg",
        "https://me:secret@example.org/a.jpg",
        "nonsense",
        "",
        7,
        None,
    ],
)
def test_address_that_may_not_be_asked_is_a_400_of_the_api_itself(user: User, address: Any) -> None:
    answer = fetch(user, address)
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_audit_log_says_what_was_fetched(user: User, served: Source) -> None:
    image = fetch(user, served.address("/photo.jpg")).body
    [entry] = entries(user)
    assert (entry["action"], entry["resource_id"]) == ("upload", image["id"])
    assert entry["details"]["address"] == served.address("/photo.jpg")


def test_signature_in_an_address_is_not_kept(user: User, served: Source) -> None:
    fetch(user, served.address("/photo.jpg?X-Amz-Signature=secret"))
    assert "secret" not in str(entries(user))


def test_reader_may_not_fetch(user: User, served: Source) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}).body["key"]
    answer = user.call(
        "POST", "/v1/images/from-address", {"address": served.address("/photo.jpg")}, authorization=f"Bearer {key}"
    )
    assert (answer.status, served.asked) == (403, [])
