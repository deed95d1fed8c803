"""How a function is entered that answers viewers: by its URL on a miss, or behind a short address."""

from collections.abc import Callable
from typing import Any

from pixelflare.delivery.answers import Answer, refusal_answer
from pixelflare.entry.failures import answered


def respond(event: dict[str, Any], act: Callable[[], Answer]) -> dict[str, Any]:
    """Payload 2.0, with the envelope for refusals and failures."""
    request_id = event["requestContext"]["requestId"]
    return answered(act, refuse=lambda error: refusal_answer(error, request_id=request_id)).as_response()
