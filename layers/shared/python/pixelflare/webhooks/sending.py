"""One signed request to an endpoint, and what became of it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol

from pixelflare.base.errors import InvalidRequest, SourceFailed
from pixelflare.outgoing import Answered
from pixelflare.webhooks.signatures import signed_headers
from schema.limits import MAX_WEBHOOK_ANSWER_BYTES
from schema.webhooks import Delivery, Webhook


class Poster(Protocol):
    """The client for addresses that people name."""

    def post(self, address: str, body: bytes, *, headers: Mapping[str, str], most_bytes: int) -> Answered: ...


@dataclass(frozen=True)
class Outcome:
    status: int | None
    """None without an answer."""
    body: str
    problem: str | None
    """None for a 2xx."""
    milliseconds: int

    @property
    def is_gone(self) -> bool:
        """Whether the endpoint wants nothing any more."""
        return self.status == HTTPStatus.GONE

    def noted(self) -> dict[str, Any]:
        """As the log keeps it."""
        return {
            "response_status": self.status,
            "response_body": self.body or None,
            "problem": self.problem,
            "duration_ms": self.milliseconds,
        }


def send(webhook: Webhook, delivery: Delivery, *, keys: Sequence[str], outgoing: Poster, now: datetime) -> Outcome:
    """How the endpoint has answered. Whatever goes wrong there is an outcome, too."""
    headers = signed_headers(delivery.event_id, delivery.body, keys=keys, at=now)
    began = time.monotonic()
    try:
        answered = outgoing.post(
            webhook.url, delivery.body.encode(), headers=headers, most_bytes=MAX_WEBHOOK_ANSWER_BYTES
        )
    except (InvalidRequest, SourceFailed) as failed:
        return Outcome(None, "", failed.message, _since(began))
    problem = None if 200 <= answered.status < 300 else f"the answer's status is {answered.status}"
    return Outcome(answered.status, _text(answered.body), problem, _since(began))


def _text(body: bytes) -> str:
    """Of at most as many bytes as are kept, also after characters that were cut."""
    return body.decode("utf-8", "replace").encode()[:MAX_WEBHOOK_ANSWER_BYTES].decode("utf-8", "ignore")


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
