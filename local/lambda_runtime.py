"""Runs handlers as Lambda does: AWS's own runtime client in its own process, over the Runtime API.

A worker is an execution environment. It handles one event at a time. Too much time or memory kills it.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from local.memory import LOOK_SECONDS, peak_mb

PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024  # of a synchronous call, in each direction
INIT_LIMIT_SECONDS = 60  # Lambda allows 10 s; a busy laptop starts Python more slowly


class FunctionError(Exception):
    """A call that ended without an answer. `kind` is Lambda's errorType."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


@dataclass(frozen=True)
class Launch:
    """How to start an execution environment of a function."""

    name: str
    arn: str
    command: tuple[str, ...]
    directory: Path
    environment: Mapping[str, str]
    log_file: Path
    timeout_seconds: float
    memory_mb: int


@dataclass(frozen=True)
class _Call:
    request_id: str
    payload: bytes
    deadline_ms: int
    answer: "Future[bytes]"


class Worker:
    """An execution environment. `closed` is set once its process has ended."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._mailbox: SimpleQueue[_Call | None] = SimpleQueue()
        self._call: _Call | None = None
        self._started: Future[None] = Future()
        self.closed = False
        self._api = _RuntimeApi(self)
        threading.Thread(target=self._api.serve_forever, args=(0.05,), daemon=True).start()
        launch.log_file.parent.mkdir(parents=True, exist_ok=True)
        with launch.log_file.open("ab") as log:
            self._process = self._start(log)
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self, log: BinaryIO) -> "subprocess.Popen[bytes]":
        port = self._api.server_address[1]
        return subprocess.Popen(
            self._launch.command,
            cwd=self._launch.directory,
            env={**self._launch.environment, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}/{self._api.secret}"},
            stdin=subprocess.PIPE,  # closes when this process ends, even by a kill; runtime_client waits for that
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal must not stop it before its work is done
        )

    def invoke(self, payload: bytes) -> bytes:
        """The handler's answer. Raises FunctionError if it fails, takes too long or too much memory, or exits."""
        self._wait_for_start()
        timeout = self._launch.timeout_seconds
        call = _Call(str(uuid.uuid4()), payload, int((time.time() + timeout) * 1000), Future())
        self._call = call
        if self.closed:
            raise FunctionError("Runtime.ExitError", "the runtime has exited")
        self._mailbox.put(call)
        try:
            return self._held(call, timeout)
        finally:
            self._call = None

    def _held(self, call: _Call, timeout: float) -> bytes:
        """The answer of a call that stays within its time and the function's memory, or FunctionError."""
        ends = time.monotonic() + timeout
        while True:
            left = ends - time.monotonic()
            done, _ = wait([call.answer], max(0.0, min(LOOK_SECONDS, left)))
            peak = peak_mb(self._process.pid)
            if peak > self._launch.memory_mb:
                self.close()
                raise FunctionError("Runtime.OutOfMemory", f"used {peak:.0f} MB of {self._launch.memory_mb}")
            if done:
                return call.answer.result()
            if left <= 0:
                self.close()
                raise FunctionError("Sandbox.Timedout", f"Task timed out after {timeout:.2f} seconds")

    def _wait_for_start(self) -> None:
        try:
            self._started.result(INIT_LIMIT_SECONDS)
        except FutureTimeoutError:
            self.close()
            raise FunctionError("Sandbox.Timedout", f"no start within {INIT_LIMIT_SECONDS} seconds") from None
        except FunctionError:
            self.close()
            raise

    def close(self) -> None:
        """Kills the process and everything that it started."""
        self.closed = True
        with suppress(ProcessLookupError):  # it may have exited already
            os.killpg(self._process.pid, signal.SIGKILL)
        self._mailbox.put(None)

    def _watch(self) -> None:
        code = self._process.wait()
        self.closed = True
        assert self._process.stdin is not None
        self._process.stdin.close()
        error = FunctionError("Runtime.ExitError", f"Runtime exited with code {code}")
        call = self._call
        if call is not None:
            _fail(call.answer, error)
        _fail(self._started, error)
        self._mailbox.put(None)
        self._api.shutdown()
        self._api.server_close()

    def next_call(self) -> _Call | None:
        """The next event from the Runtime API. None while the environment closes."""
        if not self._started.done():
            self._started.set_result(None)
        return self._mailbox.get()

    def finish(self, request_id: str, body: bytes) -> None:
        call = self._call
        if call is None or call.request_id != request_id or call.answer.done():
            return
        if len(body) > PAYLOAD_LIMIT_BYTES:
            text = f"Response payload size ({len(body)} bytes) exceeded maximum allowed payload size"
            _fail(call.answer, FunctionError("Function.ResponseSizeTooLarge", text))
        else:
            call.answer.set_result(body)

    def fail(self, request_id: str | None, body: bytes) -> None:
        error = json.loads(body or b"{}")
        failure = FunctionError(error.get("errorType", "Unhandled"), error.get("errorMessage", ""))
        call = self._call
        if request_id is None:
            _fail(self._started, failure)
        elif call is not None and call.request_id == request_id:
            _fail(call.answer, failure)

    @property
    def arn(self) -> str:
        return self._launch.arn


def _fail(future: "Future[Any]", error: FunctionError) -> None:
    if not future.done():
        future.set_exception(error)


def runtime_command(handler: str, *, is_alone: bool = False) -> tuple[str, ...]:
    """Starts AWS's runtime client. Without -P the modules beside its file would hide a function's own.

    `is_alone`: nothing is imported but Python's own modules and what PYTHONPATH names.
    """
    options = ("-P", "-S") if is_alone else ("-P",)
    return (sys.executable, *options, str(Path(__file__).with_name("runtime_client.py")), handler)


class _RuntimeApi(ThreadingHTTPServer):
    """The Runtime API of one worker. `secret` begins every path: whoever else finds the port gets nothing from it."""

    daemon_threads = True

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.secret = secrets.token_urlsafe(24)
        super().__init__(("127.0.0.1", 0), _RuntimeApiHandler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A runtime that is killed while it waits leaves a broken connection. This is expected."""


class _RuntimeApiHandler(BaseHTTPRequestHandler):
    """https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body are sent in one write
    server: _RuntimeApi

    def do_GET(self) -> None:
        if not self._is_from_worker():
            return
        call = self.server.worker.next_call()
        if call is None:
            self.close_connection = True
            return
        trace = f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]};Sampled=0"
        self._answer(
            200,
            call.payload,
            {
                "Lambda-Runtime-Aws-Request-Id": call.request_id,
                "Lambda-Runtime-Deadline-Ms": str(call.deadline_ms),
                "Lambda-Runtime-Invoked-Function-Arn": self.server.worker.arn,
                "Lambda-Runtime-Trace-Id": trace,
            },
        )

    def do_POST(self) -> None:
        if not self._is_from_worker():
            return
        body = self._body()
        *_, subject, outcome = self.path.split("/")
        if outcome == "response":
            self.server.worker.finish(subject, body)
        else:
            self.server.worker.fail(None if subject == "init" else subject, body)
        self._answer(202, b'{"status":"OK"}', {})

    def _is_from_worker(self) -> bool:
        first = self.path.split("/", 2)[1] if self.path.startswith("/") else ""
        if secrets.compare_digest(first.encode(), self.server.secret.encode()):
            return True
        self.close_connection = True  # whatever it sends is not read
        self._answer(404, b"{}", {"Connection": "close"})
        return False

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Logs nothing: one line for each event would hide the functions' own output."""
