"""`python -m operations.smoke --url https://... --token ...` tests a deployment end to end, step by step.

Each step ticks off what only AWS can show; the list is printed at the end (operations/checklist.py). It uploads one
photograph into its own album and requests it as browsers do. It makes the image private and public again, deletes it,
restores it, and deletes it again. Only an image in the bin of the token's owner remains. The token is an access token
of the user pool, or an API key with the scope `write`. With `--assembly` and the account's credentials, it also shows
who is refused, and fires one alarm.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from operations.account_proofs import AccountProofs
from operations.alarm_trial import Heard
from operations.checklist import Checklist, Claim
from operations.deployment import deployment_of
from operations.smoke_error import SmokeError

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


@dataclass(frozen=True)
class Journey:
    """One run of all steps. `say` gets one line for each step."""

    url: str
    token: str
    say: Callable[[str], None] = print
    photograph: bytes = field(default_factory=PHOTOGRAPH.read_bytes)
    checklist: Checklist = field(default_factory=Checklist)
    account: AccountProofs | None = None
    """What is shown with the account's credentials; None without them."""

    def run(self) -> None:
        """Runs every step in order. Raises SmokeError at the first failure, or httpx.HTTPError if nobody answers."""
        self._step("the edge answers", self._edge_answers)
        if self.url.startswith("https://"):
            self._step("plain HTTP is sent to TLS", self._redirected, Claim.TLS)
        form = self._step("an image is reserved", self._reserve, Claim.ORIGIN_PROOF)
        self._step("its bytes are accepted", lambda: self._send(form))
        image = self._step("it becomes ready", lambda: self._ready(form["imageId"]))
        path = f"/{image['owner']}/{image['album']}/{image['filename']}"
        self._views(image["id"], path)
        self._step("it is made private", lambda: self._private(image["id"], path), Claim.SIGNED, Claim.SIGNED_CACHE)
        self._step("it is public again", lambda: self._public(image["id"], path))
        self._step("it is deleted", lambda: self._delete(image["id"]))
        self._step("it is gone from the CDN", lambda: self._gone(path), Claim.PURGE)
        self._step("it is restored", lambda: self._api("POST", f"/images/{image['id']}/restore", expected=200))
        self._step("it is back at the CDN", lambda: self._wait_for(path, 200))
        self._step("it is deleted again", lambda: self._delete(image["id"]))
        for name, claim, action in self.account.steps() if self.account else ():
            self._step(name, action, claim)

    def _views(self, image_id: str, path: str) -> None:
        """As browsers ask. Nobody has asked for the AVIF before, so it is a miss."""
        for accept, content_type in ACCEPTS.items():
            claims = [Claim.FAILOVER] if content_type == "image/avif" else []
            self._step(f"w512 comes as {content_type}", partial(self._variant, path, accept, content_type), *claims)
        self.checklist.tick(Claim.ENGINE)
        self._step("the cache answers the second time", lambda: self._hit(f"{self.url}{path}/w512"), Claim.CACHE)
        self._step("an unchanged image is not sent again", lambda: self._unchanged(path))
        self._step("its original is served", lambda: self._wait_for(path, 200))
        self._step("its short link leads to it", lambda: self._short_link(image_id, path), Claim.ROLES)

    def _step(self, name: str, action: Callable[[], Any], *proved: Claim) -> Any:
        started = time.monotonic()
        try:
            result = action()
        except SmokeError as failure:
            raise SmokeError(f"{name}: {failure}") from failure
        self.checklist.tick(*proved)
        told = f": {result}" if isinstance(result, Heard) else ""
        self.say(f"ok  {name} ({time.monotonic() - started:.2f} s){told}")
        return result

    def _edge_answers(self) -> None:
        _expect(self._get("/_gateway/health"), 200)

    def _redirected(self) -> None:
        plain = f"http://{self.url.removeprefix('https://')}/_gateway/health"
        answer = _expect(httpx.get(plain, timeout=TIMEOUT_SECONDS), 301)
        if not answer.headers["location"].startswith("https://"):
            raise SmokeError(f"{plain} leads to {answer.headers['location']}")

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
            self._hit(signed)

    def _public(self, image_id: str, path: str) -> None:
        self._api("PATCH", f"/images/{image_id}", expected=200, json={"visibility": "public"})
        self._wait_for(path, 200)

    def _gone(self, path: str) -> None:
        for each in (path, *(f"{path}/w512.{extension}" for extension in ("avif", "webp", "jpg"))):
            self._wait_for(each, 404)

    def _short_link(self, image_id: str, path: str) -> None:
        led = _expect(self._get(f"/i/{image_id}"), 301).headers["location"]
        if urlsplit(led).path != path:
            raise SmokeError(f"it leads to {led}, not to {path}")

    def _delete(self, image_id: str) -> None:
        self._api("DELETE", f"/images/{image_id}", expected=204)

    def _hit(self, url: str) -> None:
        """Soon: one edge location has several caches."""

        def look() -> bool:
            answer = _expect(httpx.get(url, headers={"Accept": "*/*"}, timeout=TIMEOUT_SECONDS), 200)
            return str(answer.headers.get("x-cache", "")).startswith("Hit")

        _until(look, f"{url} does not come from the cache")

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
    parser.add_argument(
        "--assembly", type=Path, help="the folder that cdk synth wrote, to use the account's credentials"
    )
    options = parser.parse_args(arguments)
    if not (options.url and options.token):
        parser.error("run make smoke URL=https://... TOKEN=...; docs/deploying.md explains how to get a token")
    account = AccountProofs(deployment_of(options.assembly)) if options.assembly else None
    journey = Journey(options.url.rstrip("/"), options.token, account=account)
    try:
        journey.run()
    except (SmokeError, httpx.HTTPError) as failure:
        sys.exit(f"FAILED  {failure}")
    finally:
        print(f"\n{journey.checklist}")


if __name__ == "__main__":
    main()
