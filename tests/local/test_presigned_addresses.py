"""Presigned addresses and parts: the same cases against our guard and against a real S3 server."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.local.s3_servers import KEY, TYPE, Server, _guarded, _seaweed, code_of, part, presigned, send


@pytest.fixture(scope="module", params=["guard", "seaweedfs"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    servers = _guarded() if request.param == "guard" else _seaweed(tmp_path_factory.mktemp("weed"))
    with contextmanager(lambda: servers)() as server:
        yield server


@pytest.fixture(autouse=True)
def empty(server: Server) -> None:
    server.client().delete_object(Bucket="uploads", Key=KEY)


def test_a_presigned_address_works_as_signed(server: Server) -> None:
    headers = {"Content-Type": TYPE}
    assert httpx.put(presigned(server, ContentType=TYPE), content=b"put", headers=headers).status_code == 200
    assert httpx.get(presigned(server, "get_object")).content == b"put"


def test_a_presigned_address_used_with_another_type_is_refused(server: Server) -> None:
    answer = httpx.put(presigned(server, ContentType=TYPE), content=b"x", headers={"Content-Type": "text/html"})
    assert (answer.status_code, code_of(answer)) == (403, "SignatureDoesNotMatch")


def test_a_presigned_address_for_another_key_or_method_is_refused(server: Server) -> None:
    url = presigned(server)
    assert httpx.put(url.replace("/upload?", "/other?"), content=b"x").status_code == 403
    assert httpx.get(url).status_code == 403


def test_a_presigned_address_that_is_late_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime.now(UTC) - timedelta(hours=1)
    with monkeypatch.context() as patched:
        patched.setattr("botocore.auth.get_current_datetime", lambda **_: late.replace(tzinfo=None), raising=True)
        url = presigned(server, "get_object")
    answer = httpx.get(url)
    assert (answer.status_code, code_of(answer)) == (403, "AccessDenied")


@pytest.fixture
def upload_id(server: Server) -> Iterator[str]:
    """An upload in parts that has begun."""
    begun = server.client().create_multipart_upload(Bucket="uploads", Key=KEY, ContentType=TYPE)
    yield begun["UploadId"]
    client = server.client()
    with suppress(client.exceptions.NoSuchUpload):  # it was completed
        client.abort_multipart_upload(Bucket="uploads", Key=KEY, UploadId=begun["UploadId"])


def parts(server: Server, upload_id: str) -> list[tuple[int, int]]:
    found = server.client().list_parts(Bucket="uploads", Key=KEY, UploadId=upload_id).get("Parts", [])
    return [(each["PartNumber"], each["Size"]) for each in found]


def test_a_part_of_the_signed_length_is_stored_and_the_whole_completed(server: Server, upload_id: str) -> None:
    answer = httpx.put(part(server, upload_id), content=b"12345")
    assert (answer.status_code, parts(server, upload_id)) == (200, [(1, 5)])
    server.client().complete_multipart_upload(
        Bucket="uploads",
        Key=KEY,
        UploadId=upload_id,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": answer.headers["etag"]}]},
    )
    found = server.client().get_object(Bucket="uploads", Key=KEY)
    assert (found["Body"].read(), found["ContentType"]) == (b"12345", TYPE)


@pytest.mark.parametrize("body", [b"1234", b"123456", b""])
def test_a_part_of_another_length_is_refused(server: Server, upload_id: str, body: bytes) -> None:
    answer = httpx.put(part(server, upload_id), content=body)
    assert (answer.status_code, code_of(answer)) == (403, "SignatureDoesNotMatch")
    assert parts(server, upload_id) == []


def test_a_part_whose_length_is_not_told_is_refused(server: Server, upload_id: str) -> None:
    answer = httpx.put(part(server, upload_id), content=iter([b"12345"]))
    assert 400 <= answer.status_code < 500
    assert parts(server, upload_id) == []


def test_a_part_is_signed_for_its_number_and_its_upload(server: Server, upload_id: str) -> None:
    url = part(server, upload_id)
    for other in (url.replace("partNumber=1", "partNumber=2"), url.replace(upload_id, upload_id[::-1])):
        assert httpx.put(other, content=b"12345").status_code == 403
    assert parts(server, upload_id) == []


def test_a_part_of_an_upload_that_has_ended_is_refused(server: Server, upload_id: str) -> None:
    url = part(server, upload_id)
    server.client().abort_multipart_upload(Bucket="uploads", Key=KEY, UploadId=upload_id)
    answer = httpx.put(url, content=b"12345")
    assert (answer.status_code, code_of(answer)) == (404, "NoSuchUpload")


def test_a_download_is_signed_with_the_name_it_is_saved_under(server: Server) -> None:
    server.client().put_object(Bucket="uploads", Key=KEY, Body=b"x")
    url = presigned(server, "get_object", ResponseContentDisposition='attachment; filename="a.jpg"')
    assert httpx.get(url).headers["content-disposition"] == 'attachment; filename="a.jpg"'
    assert httpx.get(url.replace("a.jpg", "b.exe")).status_code == 403


def test_an_object_that_must_not_exist_is_not_replaced(server: Server) -> None:
    for _ in range(2):
        url = presigned(server, IfNoneMatch="*")
        last = httpx.put(url, content=b"x", headers={"If-None-Match": "*"})
    assert (last.status_code, code_of(last)) == (412, "PreconditionFailed")
    assert httpx.put(presigned(server, IfNoneMatch="*"), content=b"y").status_code == 403


def test_nobody_reads_or_writes_without_a_signature(server: Server) -> None:
    send(server, server.form())
    assert httpx.get(f"{server.url}/uploads/{KEY}").status_code == 403
    assert httpx.put(f"{server.url}/uploads/{KEY}", content=b"x").status_code == 403
    assert httpx.delete(f"{server.url}/uploads/{KEY}").status_code == 403
