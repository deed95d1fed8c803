"""An HTTP proxy that breaks one upload's connection, and calls somebody in the middle of another upload."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlsplit


class Trouble:
    """Which of the forms that go to the storage meets which trouble, counted from 1."""

    def __init__(self, *, cut: int, call: int, callback: Callable[[], None]) -> None:
        self.was_cut, self.was_called = threading.Event(), threading.Event()
        self._cut, self._call, self._callback = cut, call, callback
        self._forms, self._lock = count(1), threading.Lock()

    def meets(self, head: bytes, body: bytes) -> bytes | None:
        """What of the body is passed on; None for all of it."""
        if b"multipart/form-data" not in head:
            return None
        with self._lock:
            number = next(self._forms)
        if number == self._call:
            self.was_called.set()
            self._callback()
        if number == self._cut:
            self.was_cut.set()
            return body[: len(body) // 2]
        return None


@contextmanager
def proxy(trouble: Trouble) -> Iterator[str]:
    """The proxy's address. It answers one request on each connection."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline().decode()
            if not line:
                return
            method, url, _ = line.split()
            target = urlsplit(url)
            fields = [field for field in iter(self.rfile.readline, b"\r\n") if field]
            length = next((int(f.split(b":")[1]) for f in fields if f.lower().startswith(b"content-length:")), 0)
            body = self.rfile.read(length)
            passed_on = trouble.meets(b"".join(fields), body)
            kept = b"".join(f for f in fields if not f.lower().startswith((b"connection:", b"proxy-")))
            path = f"{target.path or '/'}{'?' + target.query if target.query else ''}"
            head = f"{method} {path} HTTP/1.1\r\nConnection: close\r\n".encode() + kept + b"\r\n"
            with socket.create_connection((str(target.hostname), target.port or 80), timeout=60) as upstream:
                upstream.sendall(head + (body if passed_on is None else passed_on))
                if passed_on is None:
                    while chunk := upstream.recv(65536):
                        self.wfile.write(chunk)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            """The client may be killed at any moment."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
