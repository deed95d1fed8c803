"""What a page of another origin gets from a running cloud: every port that its processes listen on is asked."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import httpx
import psutil
import pytest

from local.credentials import kept_credentials
from tests.local import tiny
from tests.local.test_main import running

EVIL = "https://evil.test"
DELETE = "<Delete><Object><Key>kept</Key></Object></Delete>"
AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=" + "0" * 64
)
SIMPLE = [
    ("GET", "/moto-api/data.json", ""),
    ("POST", "/moto-api/reset", ""),
    ("POST", "/moto-api/seed?a=1", ""),
    ("POST", "//moto-api/reset", ""),
    ("POST", "/_local/drain", ""),
    ("POST", "/tiny-storage-shelf?delete", DELETE),
    ("POST", "/tiny-storage-shelf?delete&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0", DELETE),
    ("POST", "/", "Action=ListQueues"),
    ("GET", "/?Action=ListUsers&Version=2010-05-08", ""),
    ("GET", "/tiny-storage-shelf/kept", ""),
    ("GET", "/tiny-storage-shelf", ""),
    ("GET", "/tiny-storage-shelf/.well-known/jwks.json", ""),
    ("GET", "/2018-06-01/runtime/invocation/next", ""),
    ("POST", "/2018-06-01/runtime/invocation/x/response", "{}"),
    ("POST", "/2018-06-01/runtime/init/error", "{}"),
    ("POST", "/2020-05-31/distribution/x/invalidation", ""),
]
"""Requests that a browser sends without asking first, because no header of theirs is unusual."""
ASKED_FIRST = ["authorization", "x-amz-target", "x-mock-auth", "x-amz-date"]
"""Headers that a browser sends to another origin only if a preflight's answer allows it."""


class Running(NamedTuple):
    told: dict[str, str]
    edge: int
    others: list[int]
    client: Any
    access_key: str
    process: Any

    def invoke(self) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.edge}/api/x", headers={"X-Mock-Auth": "ada"}, timeout=60)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("foreign")
    tiny.application(folder)
    with running(folder) as (process, told):
        variables = kept_credentials(folder / "state").variables()
        signed = {name.lower(): value for name, value in variables.items()}
        client = boto3.client("s3", endpoint_url=told["endpoint_url"], region_name="us-east-1", **signed)
        client.put_object(Bucket="tiny-storage-shelf", Key="kept", Body=b"x")
        edge = int(told["url"].rsplit(":", 1)[1])
        found = Running(told, edge, [], client, variables["AWS_ACCESS_KEY_ID"], process)
        assert found.invoke().status_code == 200  # so that a function's worker listens, too
        yield found._replace(others=sorted(set(listening(process.pid)) - {edge}))
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.communicate(timeout=60)[0]


def listening(pid: int) -> list[int]:
    """The ports of the process and of all that it has started. Each is of this machine alone."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    sockets = [each for process in family for each in process.net_connections("inet")]
    bound = [each.laddr for each in sockets if each.status == psutil.CONN_LISTEN]
    assert {address.ip for address in bound} == {"127.0.0.1"}
    return [address.port for address in bound]


def test_more_than_the_edge_listens(cloud: Running) -> None:
    assert int(cloud.told["endpoint_url"].rsplit(":", 1)[1]) in cloud.others
    assert len(cloud.others) > 1


@pytest.mark.parametrize(("method", "path", "body"), SIMPLE)
@pytest.mark.parametrize("more", [{}, {"Authorization": AUTHORIZATION}, {"Authorization": "x"}])
def test_nothing_is_done_for_a_page_and_nothing_is_told(
    cloud: Running, method: str, path: str, body: str, more: dict[str, str]
) -> None:
    for port in cloud.others:
        headers = {"Origin": EVIL, "Content-Type": "text/plain", **more}
        answer = httpx.request(method, f"http://127.0.0.1:{port}{path}", content=body, headers=headers, timeout=10)
        assert 400 <= answer.status_code < 500, (port, path, answer.text)
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert cloud.client.get_object(Bucket="tiny-storage-shelf", Key="kept")["Body"].read() == b"x"
    assert cloud.invoke().status_code == 200


@pytest.mark.parametrize("header", ASKED_FIRST)
@pytest.mark.parametrize("path", ["/", "/tiny-storage-shelf", "/moto-api/reset", "/2018-06-01/runtime/invocation/next"])
def test_a_preflight_allows_no_page_to_sign(cloud: Running, header: str, path: str) -> None:
    asked = {"Origin": EVIL, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": header}
    for port in cloud.others:
        answer = httpx.request("OPTIONS", f"http://127.0.0.1:{port}{path}", headers=asked, timeout=10)
        assert answer.status_code >= 400
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_host_name_that_points_here_gets_nothing(cloud: Running) -> None:
    pool = httpx.get(f"http://127.0.0.1:{cloud.edge}/_cognito/.well-known/openid-configuration").status_code
    assert pool == 200
    for port in cloud.others:
        for method, path, body in SIMPLE:
            url, headers = f"http://127.0.0.1:{port}{path}", {"Host": f"evil.test:{port}"}
            assert httpx.request(method, url, content=body, headers=headers, timeout=10).status_code in (404, 421, 501)
    for headers in ({"X-Mock-Auth": "ada"}, {}):
        answer = httpx.get(
            f"http://127.0.0.1:{cloud.edge}/_cognito/login", headers={"Host": f"evil.test:{cloud.edge}", **headers}
        )
        assert answer.status_code == 403


def test_a_page_of_another_origin_is_nobody_by_name(cloud: Running) -> None:
    url, named = f"http://127.0.0.1:{cloud.edge}/api/x", {"X-Mock-Auth": "ada"}
    for origin in (EVIL, "null", "http://localhost.evil.test"):
        assert httpx.get(url, headers={**named, "Origin": origin}).status_code == 403
    assert httpx.get(url, headers={**named, "Origin": "http://localhost:3000"}).status_code == 200


def test_credentials_are_this_machines_own_and_a_wrong_one_is_refused(cloud: Running, tmp_path: Path) -> None:
    assert kept_credentials(tmp_path) != kept_credentials(tmp_path / "other")
    assert kept_credentials(tmp_path) == kept_credentials(tmp_path)
    for name in ("sqs", "dynamodb", "ssm", "s3"):
        forged = boto3.client(
            name,
            endpoint_url=cloud.told["endpoint_url"],
            region_name="us-east-1",
            aws_access_key_id=cloud.access_key,
            aws_secret_access_key="guessed",
        )
        call = {"sqs": "list_queues", "dynamodb": "list_tables", "ssm": "describe_parameters", "s3": "list_buckets"}
        with pytest.raises(forged.exceptions.ClientError, match="SignatureDoesNotMatch"):
            getattr(forged, call[name])()
