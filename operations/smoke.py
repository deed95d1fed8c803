"""`python -m operations.smoke --url https://... --token ...` tests a deployment end to end, step by step.

It uploads one photograph into its own album and requests it as browsers do. It makes the image private and public
again, deletes it, restores it, and deletes it again. Only an image in the bin of the token's owner remains. The token
is an access token of the user pool, or an API key with the scope `write`.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

PHOTOGRAPH = Path(__file__).parents[1] / "demo" / "photographs" / "coffee.jpg"
ACCEPTS = {
    "image/avif,image/webp,*/*": "image/avif",
    "image/webp,*/*": "image/webp",
    "*/*": "image/jpeg",
}
PATIENCE_SECONDS = 120
"""For work in the background: cold consumers, and a purge that reaches every edge."""
POLL_SECONDS = 1.0
TIMEOUT_SECONDS = 35
"""For one request. The API stops after 30 seconds."""


class SmokeError(Exception):
    """A step failed."""


@dataclass(frozen=True)
class Journey:
    """One run of all steps. `say` gets one line for each step."""

    url: str
    token: str
    say: Callable[[str], None] = print
    photograph: bytes = field(default_factory=PHOTOGRAPH.read_bytes)

    def run(self) -> None:
        """Runs every step in order. Raises SmokeError at the first failure, or httpx.HTTPError if nobody answers."""
        self._step("the edge answers", self._edge_answers)
        form = self._step("an image is reserved", self._reserve)
        self._step("its bytes are accepted", lambda: self._send(form))
        image = self._step("it becomes ready", lambda: self._ready(form["imageId"]))
        path = f"/{image['owner']}/{image['album']}/{image['filename']}"
        for accept, content_type in ACCEPTS.items():
            self._step(f"w512 comes as {content_type}", partial(self._variant, path, accept, content_type))
        self._step("an unchanged image is not sent again", lambda: self._unchanged(path))
        self._step("its original is served", lambda: self._wait_for(path, 200))
        self._step("it is made private", lambda: self._private(image["id"], path))
        self._step("it is public again", lambda: self._public(image["id"], path))
        self._step("it is deleted", lambda: self._api("DELETE", f"/images/{image['id']}", expected=204))
        self._step("it is gone from the CDN", lambda: self._gone(path))
        self._step("it is restored", lambda: self._api("POST", f"/images/{image['id']}/restore", expected=200))
        self._step("it is back at the CDN", lambda: self._wait_for(path, 200))
        self._step("it is deleted again", lambda: self._api("DELETE", f"/images/{image['id']}", expected=204))

    def _step(self, name: str, action: Callable[[], Any]) -> Any:
        started = time.monotonic()
        try:
            result = action()
        except SmokeError as failure:
            raise SmokeError(f"{name}: {failure}") from failure
        self.say(f"ok  {name} ({time.monotonic() - started:.2f} s)")
        return result

    def _edge_answers(self) -> None:
        _expect(self._get("/_gateway/health"), 200)

    def _reserve(self) -> dict[str, Any]:
        # An album for this run only, because a name from another run would be a conflict.
        body = {"filename": "smoke.jpg", "album": f"smoke-{uuid4().hex[:12]}"}
        form: dict[str, Any] = self._api("POST", "/images", expected=201, json=body).json()
        return form

    def _send(self, form: dict[str, Any]) -> None:
        files = {"file": ("smoke.jpg", self.photograph)}
        sent = httpx.post(form["uploadUrl"], data=form["fields"], files=files, timeout=TIMEOUT_SECONDS)
        if not sent.is_success:
            raise SmokeError(f"the form returned {sent.status_code}: {sent.text[:300]}")

    def _ready(self, image_id: str) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            image: dict[str, Any] = self._api("GET", f"/images/{image_id}", expected=200).json()
            if image["status"] == "rejected":
                raise SmokeError(f"rejected: {image}")
            return image if image["status"] == "ready" else None

        found: dict[str, Any] = _until(look, f"{image_id} is not ready")
        return found

    def _variant(self, path: str, accept: str, content_type: str) -> None:
        answer = _expect(self._get(f"{path}/w512", Accept=accept), 200)
        if answer.headers["content-type"] != content_type:
            raise SmokeError(f"{accept} got {answer.headers['content-type']}")

    def _unchanged(self, path: str) -> None:
        first = _expect(self._get(f"{path}/w512"), 200)
        _expect(self._get(f"{path}/w512", **{"If-None-Match": first.headers["etag"]}), 304)

    def _private(self, image_id: str, path: str) -> None:
        """Nobody can open it by its path or without a signature. Everybody with its signed address can."""
        shown = self._api("PATCH", f"/images/{image_id}", expected=200, json={"visibility": "private"}).json()
        self._wait_for(path, 401)
        for signed in (shown["cdn_url"], shown["variants"]["w512"]):
            _expect(httpx.get(signed, headers={"Accept": "*/*"}, timeout=TIMEOUT_SECONDS), 200)
            _expect(httpx.get(signed.partition("?")[0], timeout=TIMEOUT_SECONDS), 403)

    def _public(self, image_id: str, path: str) -> None:
        self._api("PATCH", f"/images/{image_id}", expected=200, json={"visibility": "public"})
        self._wait_for(path, 200)

    def _gone(self, path: str) -> None:
        for each in (path, *(f"{path}/w512.{extension}" for extension in ("avif", "webp", "jpg"))):
            self._wait_for(each, 404)

    def _wait_for(self, path: str, status: int) -> None:
        _until(lambda: self._get(path).status_code == status, f"{path} does not return {status}")

    def _get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", headers={"Accept": "*/*"} | headers, timeout=TIMEOUT_SECONDS)

    def _api(self, method: str, path: str, *, expected: int, json: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.url}/api/v1{path}"
        return _expect(httpx.request(method, url, headers=headers, json=json, timeout=TIMEOUT_SECONDS), expected)


def _expect(answer: httpx.Response, status: int) -> httpx.Response:
    if answer.status_code != status:
        asked = f"{answer.request.method} {answer.request.url}"
        raise SmokeError(f"{asked} returned {answer.status_code}, not {status}: {answer.text[:300]}")
    return answer


def _until(look: Callable[[], Any], otherwise: str) -> Any:
    """What `look` returns in the end. Raises SmokeError if it returns nothing for too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(POLL_SECONDS)  # the API asks its clients to poll
    raise SmokeError(f"{otherwise} within {PATIENCE_SECONDS} s")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.smoke", description=__doc__)
    parser.add_argument("--url", required=True, help="the deployment's address, as make deploy prints it")
    parser.add_argument("--token", required=True, help="an access token of its user pool, or an API key")
    options = parser.parse_args(arguments)
    if not (options.url and options.token):
        parser.error("run make smoke URL=https://... TOKEN=...; docs/deploying.md explains how to get a token")
    try:
        Journey(options.url.rstrip("/"), options.token).run()
    except (SmokeError, httpx.HTTPError) as failure:
        sys.exit(f"FAILED  {failure}")


if __name__ == "__main__":
    main()
