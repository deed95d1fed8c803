"""The client for doubles on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pixelflare.base.errors import InvalidRequest, SourceFailed
from pixelflare.outgoing import LoopbackClient


class _Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say(404 if self.path == "/missing" else 200, f"{self.path} {self.headers.get('Authorization')}".encode())

    def do_POST(self) -> None:
        self._say(418, self.rfile.read(int(self.headers["Content-Length"])))

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_this_machine_is_asked(address: str) -> None:
    client = LoopbackClient(seconds=5)
    assert client.get(f"{address}/a?b=c", most_bytes=100, authorization="Bearer x").body == b"/a?b=c Bearer x"
    answer = client.post(f"{address}/a", b"hello", headers={"Accept": "text/plain"}, most_bytes=4)
    assert (answer.status, answer.body) == (418, b"hell")
    with pytest.raises(SourceFailed) as failed:
        client.get(f"{address}/missing", most_bytes=1)
    assert failed.value.details == {"status": 404}


def test_who_does_not_answer_has_failed(address: str) -> None:
    with pytest.raises(SourceFailed):
        LoopbackClient(seconds=1).get("http://localhost:1/", most_bytes=1)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://localhost/",
        "http://127.0.0.1/",
        "http://169.254.169.254/",
        "http://localhost@evil.test/",
        "http://[::1]/",
    ],
)
def test_nobody_else_is_asked(elsewhere: str) -> None:
    with pytest.raises(InvalidRequest):
        LoopbackClient(seconds=1).get(elsewhere, most_bytes=1)
