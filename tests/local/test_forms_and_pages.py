"""What a page needs of S3 to upload: preflights, readable answers, and forms that are read in their order.

https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html: fields after the file are ignored.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
"""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.local.s3_servers import KEY, TYPE, Server, _guarded, code_of, part, presigned

PAGE = "https://a.test"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with contextmanager(_guarded)() as server:
        yield server


def post(server: Server, parts: list[tuple[str, Any]], **headers: str) -> httpx.Response:
    """The parts of a form in this order; httpx itself would put the files last."""
    plain = [(name, value if isinstance(value, tuple) else (None, value)) for name, value in parts]
    return httpx.post(f"{server.url}/uploads", files=plain, headers=headers, timeout=30)


def preflight(url: str, method: str, headers: str = "", origin: str = PAGE) -> httpx.Response:
    asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return httpx.request("OPTIONS", url, headers={name: value for name, value in asked.items() if value})


FILE = ("file", ("photo.jpg", b"12345", TYPE))


def test_a_form_whose_file_comes_first_is_refused(server: Server) -> None:
    answer = post(server, [FILE, *server.form()["fields"].items()])
    assert (answer.status_code, code_of(answer)) == (400, "InvalidArgument")
    assert server.client().list_objects_v2(Bucket="uploads")["KeyCount"] == 0


def test_a_form_without_a_key_before_its_file_is_told_of_the_order(server: Server) -> None:
    fields = [(name, value) for name, value in server.form()["fields"].items() if name != "key"]
    answer = post(server, [*fields, FILE, ("key", KEY)])
    assert (answer.status_code, code_of(answer)) == (400, "InvalidArgument")
    assert "order of the fields" in answer.text


def test_fields_and_files_after_the_file_change_nothing(server: Server) -> None:
    fields = list(server.form()["fields"].items())
    after = [("key", "somebody/else"), ("Content-Type", "text/html"), ("file", ("b.html", b"<script>", "text/html"))]
    assert post(server, [*fields, FILE, *after]).status_code == 201
    found = server.client().get_object(Bucket="uploads", Key=KEY)
    assert (found["Body"].read(), found["ContentType"]) == (b"12345", TYPE)
    assert [each["Key"] for each in server.client().list_objects_v2(Bucket="uploads")["Contents"]] == [KEY]
    server.client().delete_object(Bucket="uploads", Key=KEY)


def test_a_page_reads_what_the_form_has_stored(server: Server) -> None:
    answer = post(server, [*server.form()["fields"].items(), FILE], Origin=PAGE)
    etag = f'"{hashlib.md5(b"12345", usedforsecurity=False).hexdigest()}"'
    assert (answer.status_code, answer.headers["etag"]) == (201, etag)
    assert answer.headers["location"] == f"{server.url}/uploads/{KEY.replace('/', '%2F')}"
    assert {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")} == {"ETag", "Location"}
    assert answer.headers["access-control-allow-origin"] == "*"
    for told in (f"<Location>{answer.headers['location']}</Location>", f"<Key>{KEY}</Key>", f"<ETag>{etag}</ETag>"):
        assert told in answer.text


@pytest.mark.parametrize(("wanted", "status"), [("200", 200), ("204", 204), ("418", 204), (None, 204)])
def test_a_form_that_asks_for_no_description_gets_etag_and_location_alone(
    server: Server, wanted: str | None, status: int
) -> None:
    fields = {} if wanted is None else {"success_action_status": wanted}
    form = server.client().generate_presigned_post(
        "uploads", KEY, Fields=fields, Conditions=[fields] if fields else [], ExpiresIn=60
    )
    answer = post(server, [*form["fields"].items(), FILE])
    assert (answer.status_code, answer.content) == (status, b"")
    assert {"etag", "location"} <= answer.headers.keys()


@pytest.mark.parametrize("body", [b"", b"--", b"no form at all"])
def test_a_body_that_is_no_form_is_refused(server: Server, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = httpx.post(f"{server.url}/uploads", content=body, headers=headers)
    assert answer.status_code == 400


def test_a_browser_may_send_parts(server: Server) -> None:
    begun = server.client().create_multipart_upload(Bucket="uploads", Key=KEY, ContentType=TYPE)
    url = part(server, begun["UploadId"])
    allowed = preflight(url, "PUT", "content-type,x-custom")
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "PUT" in allowed.headers["access-control-allow-methods"]
    assert allowed.headers["access-control-allow-headers"] == "content-type, x-custom"
    assert allowed.headers["access-control-max-age"] == "3600"
    sent = httpx.put(url, content=b"12345", headers={"Origin": PAGE})
    assert (sent.status_code, sent.headers["access-control-allow-origin"]) == (200, "*")
    assert "ETag" in sent.headers["access-control-expose-headers"]


def test_a_page_may_do_what_the_rules_of_the_bucket_say_and_nothing_else(server: Server) -> None:
    url = presigned(server, "get_object")
    for refused in (preflight(url, "DELETE"), preflight(url, "GET"), preflight(f"{server.url}/nowhere/x", "PUT")):
        assert (refused.status_code, code_of(refused)) == (403, "AccessForbidden")
        assert "access-control-allow-origin" not in refused.headers
    server.client().put_object(Bucket="uploads", Key=KEY, Body=b"x")
    read = httpx.get(url, headers={"Origin": PAGE})
    assert read.status_code == 200
    assert "access-control-allow-origin" not in read.headers  # the browser keeps it from the page


def test_a_rule_for_some_pages_names_the_page_and_the_headers(server: Server) -> None:
    s3 = server.client()
    s3.create_bucket(Bucket="narrow")
    rule = {"AllowedMethods": ["PUT"], "AllowedOrigins": ["https://*.a.test"], "AllowedHeaders": ["x-mine-*"]}
    s3.put_bucket_cors(Bucket="narrow", CORSConfiguration={"CORSRules": [rule]})
    url = f"{server.url}/narrow/x"
    allowed = preflight(url, "PUT", "x-mine-a", "https://b.a.test")
    assert allowed.headers["access-control-allow-origin"] == "https://b.a.test"
    assert "Origin" in allowed.headers["vary"]
    assert preflight(url, "PUT", "x-yours", "https://b.a.test").status_code == 403
    assert preflight(url, "PUT", "", "https://b.test").status_code == 403


def test_an_upload_that_is_completed_three_times_at_once_is_whole(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        begun = server.client().create_multipart_upload(Bucket="uploads", Key=KEY)
        etag = httpx.put(part(server, begun["UploadId"]), content=b"12345").headers["etag"]
        whole = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
        told = {"Bucket": "uploads", "Key": KEY, "UploadId": begun["UploadId"], "MultipartUpload": whole}

        def complete(_number: int, told: dict[str, Any] = told) -> str:
            return str(server.client().complete_multipart_upload(**told)["Key"])

        with ThreadPoolExecutor(3) as threads:
            assert list(threads.map(complete, range(3))) == [KEY] * 3  # a repetition succeeds, as at S3
    assert not [record for record in caplog.records if record.exc_info]


def test_a_part_that_arrives_while_its_upload_is_aborted_is_taken_or_refused(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """As when a page cancels an upload whose parts go up side by side."""
    body = bytes(8 * 1024 * 1024)
    for _ in range(8):
        begun = server.client().create_multipart_upload(Bucket="uploads", Key=KEY)
        urls = [part(server, begun["UploadId"], number, size=len(body)) for number in (1, 2, 3)]
        with ThreadPoolExecutor(4) as threads:
            sent = [threads.submit(httpx.put, url, content=body, timeout=60) for url in urls]
            first = next(as_completed(sent))  # the others are still under way
            threads.submit(
                server.client().abort_multipart_upload, Bucket="uploads", Key=KEY, UploadId=begun["UploadId"]
            ).result()
        assert first.result().status_code == 200
        assert {each.result().status_code for each in sent} <= {200, 404}
    assert not [record for record in caplog.records if record.exc_info]


def test_writes_of_one_object_at_once_all_succeed(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """The store closes the bytes that it replaces, also while it still reads them for the answer."""
    bodies = [bytes([number]) * (4 * 1024 * 1024) for number in range(8)]

    def put(body: bytes) -> str:
        return str(server.client().put_object(Bucket="uploads", Key="one.bin", Body=body)["ETag"])

    with ThreadPoolExecutor(8) as threads:
        for _ in range(4):
            found = list(threads.map(put, bodies))
            assert found == [f'"{hashlib.md5(body).hexdigest()}"' for body in bodies]
    assert not [record for record in caplog.records if record.exc_info]
