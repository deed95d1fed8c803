"""What the S3 client for owners' buckets connects to: the address that was checked, and no other."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pixelflare.aws.foreign_buckets import ForeignBucket, ForeignPlace
from pixelflare.backups import open_bucket
from pixelflare.base.errors import InvalidRequest, SourceFailed
from schema.budgets import BACKUP_PROBE_TIMEOUT

NAME = "storage.example.test"
"""Nobody has this name (RFC 2606), so a request that is looked up by anybody else fails."""


class Provider(ThreadingHTTPServer):
    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))
        if self.path.endswith("/short"):
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"cut")
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"bytes")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def place(endpoint: str) -> ForeignPlace:
    return ForeignPlace(
        endpoint=endpoint, bucket="one", region="any", path_style=True, access_key_id="a", secret_access_key="b"
    )


def bucket(provider: Provider, found: list[str]) -> ForeignBucket:
    """`found`: what the name leads to, one after another."""

    def address_of(host: str, port: int) -> str:
        assert (host, port) == (NAME, provider.server_port)
        if (address := found.pop(0)) != "127.0.0.1":
            raise InvalidRequest(f"{address} is not asked")
        return address

    where = place(f"http://{NAME}:{provider.server_port}")
    return ForeignBucket(where, address_of=address_of, attempts=1, patience=BACKUP_PROBE_TIMEOUT)


def test_socket_goes_to_the_checked_address_and_the_request_names_the_host(provider: Provider) -> None:
    assert bucket(provider, ["127.0.0.1"]).read("key", at_most=5) == b"bytes"
    assert provider.asked == [("/one/key", f"{NAME}:{provider.server_port}")]


def test_name_that_leads_elsewhere_is_not_connected_to(provider: Provider) -> None:
    with pytest.raises(InvalidRequest, match=r"10\.0\.0\.1 is not asked"):
        bucket(provider, ["10.0.0.1"]).read("key", at_most=5)
    assert provider.asked == []


def test_more_bytes_than_wanted_and_fewer_than_announced_are_no_object(provider: Provider) -> None:
    with pytest.raises(SourceFailed):
        bucket(provider, ["127.0.0.1"]).read("key", at_most=4)
    with pytest.raises(SourceFailed):
        bucket(provider, ["127.0.0.1"]).read("short", at_most=100)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "[fd00:ec2::254]", "100.64.0.1"])
def test_private_hosts_are_refused_at_the_connection(host: str) -> None:
    with pytest.raises(InvalidRequest, match="not in the public Internet"):
        open_bucket(place(f"https://{host}"), private_allowed=False, hasty=True).listed("")


def test_plain_http_and_private_hosts_are_the_operators_choice(provider: Provider) -> None:
    here = place(f"http://127.0.0.1:{provider.server_port}")
    with pytest.raises(InvalidRequest, match="https"):
        open_bucket(here, private_allowed=False)
    assert open_bucket(here, private_allowed=True, hasty=True).read("key", at_most=5) == b"bytes"


def test_environments_proxy_is_not_used(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # nobody answers there
    assert bucket(provider, ["127.0.0.1"]).read("key", at_most=5) == b"bytes"
