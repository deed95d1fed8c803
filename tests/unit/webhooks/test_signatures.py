"""Signatures: as the official library reads them, and as the documentation's own code does."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from pixelflare.webhooks.signatures import new_secret, signed_headers

PAGE = Path(__file__).parents[3] / "docs" / "webhooks.md"
BODY = '{"type":"image.ready","data":{"filename":"größe.jpg"}}'


def headers(*keys: str, at: float | None = None) -> dict[str, str]:
    moment = datetime.fromtimestamp(time.time() if at is None else at, UTC)
    return signed_headers("evt_1", BODY, keys=keys, at=moment)


@pytest.fixture
def verify() -> Callable[..., str]:
    """What the documentation tells Python programs to do."""
    [sample] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(sample, names)
    found: Callable[..., str] = names["verify"]
    return found


def test_official_library_and_documented_code_accept_what_is_signed(verify: Callable[..., str]) -> None:
    old, new = new_secret(), new_secret()
    sent = headers(new, old)
    for secret in (old, new):
        assert Webhook(secret).verify(BODY, sent)["type"] == "image.ready"
        assert verify(secret, sent, BODY.encode()) == "evt_1"
    assert len(new.removeprefix("whsec_")) == 44  # 32 bytes; the specification wants 24 to 64


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "evt_2"},
        {"webhook-timestamp": str(int(time.time()) - 1)},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v2,AAAA v1,"},
        {"webhook-signature": ""},
    ],
)
def test_both_refuse_what_is_not(verify: Callable[..., str], changed: dict[str, str]) -> None:
    secret = new_secret()
    sent = headers(secret, at=time.time() - 10) | changed
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY, sent)
    with pytest.raises(ValueError):
        verify(secret, sent, BODY.encode())


def test_both_refuse_another_body_another_secret_and_what_is_old(verify: Callable[..., str]) -> None:
    secret = new_secret()
    for key, body, at in (
        (secret, BODY + " ", time.time()),
        (new_secret(), BODY, time.time()),
        (secret, BODY, time.time() - 400),
    ):
        sent = headers(key, at=at)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, sent)
        with pytest.raises(ValueError):
            verify(secret, sent, body.encode())
