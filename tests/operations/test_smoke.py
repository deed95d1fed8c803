"""The steps of a smoke test that a laptop's runtime cannot take, with answers that are played."""

from typing import Any

import httpx
import pytest

from operations import smoke
from operations.checklist import Claim
from operations.smoke import Journey
from operations.smoke_error import SmokeError

URL = "https://d111111abcdef8.cloudfront.net"


def _answer(url: str, status: int, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers=headers, request=httpx.Request("GET", url))


@pytest.mark.parametrize(
    ("location", "proved"), [(f"{URL}/_gateway/health", True), ("http://elsewhere.example", False)]
)
def test_plain_http_has_to_lead_to_tls(location: str, proved: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def get(url: str, **_options: Any) -> httpx.Response:
        return _answer(url, 200) if url.startswith("https://") else _answer(url, 301, location=location)

    def no_api(_method: str, url: str, **_options: Any) -> httpx.Response:
        return _answer(url, 503)

    monkeypatch.setattr(smoke.httpx, "get", get)
    monkeypatch.setattr(smoke.httpx, "request", no_api)
    said: list[str] = []
    journey = Journey(URL, "token", say=said.append)

    with pytest.raises(SmokeError, match="an image is reserved" if proved else "plain HTTP is sent to TLS"):
        journey.run()
    assert journey.checklist.proved == ({Claim.TLS} if proved else set())
