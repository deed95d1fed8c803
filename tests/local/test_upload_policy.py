"""Presigned forms and URLs: the same cases against our guard in front of moto, and against a real S3 server."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.local.s3_servers import (
    KEY,
    LEAST,
    MOST,
    TYPE,
    Server,
    _guarded,
    _seaweed,
    code_of,
    presigned,
    send,
)


@pytest.fixture(scope="module", params=["guard", "seaweedfs"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    servers = _guarded() if request.param == "guard" else _seaweed(tmp_path_factory.mktemp("weed"))
    with contextmanager(lambda: servers)() as server:
        yield server


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


@pytest.fixture
def upload_id(server: Server) -> Iterator[str]:
    """An upload in parts that has begun."""
    begun = server.client().create_multipart_upload(Bucket="uploads", Key=KEY, ContentType=TYPE)
    yield begun["UploadId"]
    client = server.client()
    with suppress(client.exceptions.NoSuchUpload):  # it was completed
        client.abort_multipart_upload(Bucket="uploads", Key=KEY, UploadId=begun["UploadId"])


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
