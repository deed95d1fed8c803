"""The real `python -m local` in a process of its own, and people who use it over HTTP."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from local.credentials import kept_credentials
from tests.assembly import ROOT, assembly_dir_of_make_run
from tests.system.openapi import check_against_document

START_SECONDS = 300


@dataclass(frozen=True)
class Runtime:
    url: str
    endpoint_url: str
    control_url: str
    state: Path
    process: "subprocess.Popen[str]"

    def control(self, command: str) -> Any:
        """drain, clear-edge, retry-now, ...: see local/control.py."""
        return httpx.post(f"{self.control_url}/{command}", timeout=90).json()

    def credentials(self) -> dict[str, str]:
        """Of this machine's cloud, as variables of the environment."""
        return kept_credentials(self.state).variables()

    def user(self, name: str) -> "User":
        return User(self, name)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.fetch("GET", path, **headers)

    def fetch(self, method: str, path: str, **headers: str) -> httpx.Response:
        """A viewer's request: the path as it is given, no redirect followed."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.request(method, f"{self.url}{path}", headers={"Accept": "*/*"} | named, timeout=60)


@contextmanager
def running(state: Path, *, port: int = 0) -> Iterator[Runtime]:
    """`python -m local` on the synthesized application, until the block ends; stopped by SIGINT, as Ctrl-C does."""
    with _started(state, port) as runtime:
        yield runtime
        runtime.process.send_signal(2)
        output, _ = runtime.process.communicate(timeout=90)
        assert runtime.process.returncode == 0, output
        assert "Traceback" not in output, output


@contextmanager
def killed(state: Path, *, port: int = 0) -> Iterator[Runtime]:
    """The same, and the block ends by the process being killed, as `kill -9` does."""
    with _started(state, port) as runtime:
        yield runtime


@contextmanager
def _started(state: Path, port: int) -> Iterator[Runtime]:
    ready = state.parent / f"{state.name}.ready.json"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "local", "--assembly", str(assembly_dir_of_make_run()), "--port", str(port)]
    command += ["--state", str(state), "--ready-file", str(ready)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        told = _wait_until_ready(process, ready)
        yield Runtime(told["url"], told["endpoint_url"], told["control_url"], state, process)
    finally:
        process.kill()
        process.communicate()


def _wait_until_ready(process: "subprocess.Popen[str]", ready: Path) -> dict[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if ready.exists():
            return json.loads(ready.read_text())
        if process.poll() is not None:
            raise AssertionError(f"python -m local ended: {process.communicate()[0]}")
        time.sleep(0.05)  # another process's start has no event to wait for
    raise AssertionError(f"not ready after {START_SECONDS} s")


@dataclass(frozen=True)
class User:
    """Somebody with an HTTP client and a name."""

    runtime: Runtime
    name: str

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        """An API call whose answer is what the OpenAPI document says it is."""
        answer = httpx.request(
            method,
            f"{self.runtime.url}/api/v1{path}",
            headers={"X-Mock-Auth": self.name},
            params=query or None,
            timeout=60,
            **({} if body is None else {"content": body} if isinstance(body, str) else {"json": body}),
        )
        check_against_document(answer)
        return answer

    def reserve(self, filename: str, **fields: Any) -> dict[str, Any]:
        answer = self.call("POST", "/images", {"filename": filename} | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def send(self, form: dict[str, Any], body: bytes, **changes: str) -> httpx.Response:
        """Post the form as a browser does: its fields, then the file."""
        fields = form["fields"] | changes
        return httpx.post(form["uploadUrl"], data=fields, files={"file": ("file", body)}, timeout=60)

    def wait_for(self, image_id: str, *, seconds: int = 180) -> dict[str, Any]:
        """The image once it is ready or rejected."""
        return self._wait(image_id, lambda image: image["status"] in ("ready", "rejected"), seconds=seconds)

    def wait_for_models(self, image_id: str) -> dict[str, Any]:
        """The image once models have looked at it, and it is settled what that means for viewers."""
        return self._wait(image_id, lambda image: bool(image["analyzed_at"] and image["moderation"]))

    def _wait(self, image_id: str, is_there: Callable[[dict[str, Any]], bool], *, seconds: int = 60) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            image: dict[str, Any] = self.call("GET", f"/images/{image_id}").json()
            if is_there(image):
                return image
            time.sleep(0.1)  # polling is what the API asks its clients to do
        raise AssertionError(f"{image_id} is still {image['status']}")

    def upload(self, body: bytes, filename: str = "beach.jpg", **fields: Any) -> dict[str, Any]:
        form = self.reserve(filename, **fields)
        assert self.send(form, body).status_code == 201
        image = self.wait_for(form["imageId"])
        assert image["status"] == "ready", image
        return image
