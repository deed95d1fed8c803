"""A small client of the public API. It needs the standard library only."""

import json
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

POLL_SECONDS = 0.2
TIMEOUT_SECONDS = 60


class ApiError(Exception):
    """The server returned an error. `code` is the stable code of its envelope, or the status."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.code = _error_code(body) or str(status)
        super().__init__(f"{status} {self.code}: {body[:500].decode(errors='replace')}")


@dataclass(frozen=True)
class Client:
    url: str
    """The product's address, without a slash at the end."""
    user: str
    """A user of the local cloud. The local edge exchanges the name for a token."""

    def get(self, path: str) -> Any:
        return self._call("GET", path)

    def post(self, path: str, body: object) -> Any:
        return self._call("POST", path, json.dumps(body).encode())

    def patch(self, path: str, body: object) -> Any:
        return self._call("PATCH", path, json.dumps(body).encode())

    def _call(self, method: str, path: str, body: bytes | None = None) -> Any:
        headers = {"X-Mock-Auth": self.user, "Content-Type": "application/json"}
        return json.loads(_send(Request(f"{self.url}/api/v1{path}", body, headers, method=method)))  # noqa: S310


def upload(client: Client, *, filename: str, body: bytes, **described: object) -> str:
    """The id of a new image whose upload has been sent. `described` contains further fields of the reservation.

    Raises ApiError with the code PATH_TAKEN if the album has an image of that name.
    """
    form = client.post("/images", {"filename": filename, "size_bytes": len(body), **described})
    post_form(form["uploadUrl"], form["fields"], filename=filename, body=body)
    return str(form["imageId"])


def post_form(url: str, fields: dict[str, str], *, filename: str, body: bytes) -> None:
    """Sends a file with its form: every field, then the file, as S3 requires."""
    boundary = secrets.token_hex(16)
    parts = [_part(boundary, f'name="{name}"', value.encode()) for name, value in fields.items()]
    parts.append(_part(boundary, f'name="file"; filename="{filename}"', body))
    data = b"".join(parts) + f"--{boundary}--\r\n".encode()
    _send(Request(url, data, {"Content-Type": f"multipart/form-data; boundary={boundary}"}))  # noqa: S310


def wait_until_done(client: Client, image_id: str, *, timeout: float = TIMEOUT_SECONDS) -> Any:
    """The image once it is `ready` or `rejected`. Raises TimeoutError after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        image = client.get(f"/images/{image_id}")
        if image["status"] in ("ready", "rejected"):
            return image
        if time.monotonic() > deadline:
            raise TimeoutError(f"{image_id} is still {image['status']} after {timeout:.0f} s")
        time.sleep(POLL_SECONDS)


def wait_until_analyzed(client: Client, image_ids: list[str], *, timeout: float = TIMEOUT_SECONDS) -> list[str]:
    """The labels that models give to these images, each once. Those that have not come in by then are left out."""
    deadline = time.monotonic() + timeout
    while True:
        images = [client.get(f"/images/{image_id}") for image_id in image_ids]
        if all(image["analyzed_at"] for image in images) or time.monotonic() > deadline:
            return sorted({label for image in images for label in image["labels"]})
        time.sleep(POLL_SECONDS)


def _part(boundary: str, disposition: str, value: bytes) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + value + b"\r\n"


def _send(request: Request) -> bytes:
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - the address is the operator's own
            return bytes(response.read())
    except HTTPError as error:
        raise ApiError(error.code, error.read()) from error


def _error_code(body: bytes) -> str | None:
    try:
        return str(json.loads(body)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return None
