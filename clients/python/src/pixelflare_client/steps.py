"""Work with a server as steps, apart from how they are carried out: clients perform the same steps, with threads or asyncio.

A step is an exchange over HTTP or a pause. Retries follow one rule, for calls and for bytes alike.
"""

import random
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias, TypeVar

import httpx

from pixelflare_client.call import Call
from pixelflare_client.errors import ApiError, ConnectionFailed

Result = TypeVar("Result")


@dataclass(frozen=True)
class Exchange:
    """One request. `to_api` decides whether the credentials go along."""

    method: str
    url: str
    to_api: bool = True
    request: Mapping[str, Any] = field(default_factory=dict)
    """What httpx takes beside method and address."""
    opened: Callable[[], Mapping[str, Any]] | None = None
    """More of it, made anew for each attempt, because a file that was sent once is at its end."""


@dataclass(frozen=True)
class Pause:
    seconds: float


Step: TypeAlias = Exchange | Pause
Outcome: TypeAlias = httpx.Response | httpx.TransportError | None
Steps: TypeAlias = Generator[Step, Outcome, Result]


LONGEST_OWN_SECONDS = 60.0
"""The longest pause that a server has not asked for."""


@dataclass(frozen=True)
class Retries:
    """How often and how patiently a client tries again."""

    attempts: int = 5
    first_seconds: float = 0.5
    longest_seconds: float = 60.0
    """The longest pause, also when `Retry-After` asks for more: then the call fails at once."""
    limited_seconds: float = 600.0
    """How long one call may wait for the rate limit, over all its attempts."""

    def pause(self, attempt: int) -> float:
        """Exponential, with jitter, so that many clients do not return at the same moment."""
        most = min(self.first_seconds * 2 ** min(attempt, 20), self.longest_seconds, LONGEST_OWN_SECONDS)
        return float(most * random.uniform(0.5, 1))  # noqa: S311 - no secret


_BUSY = frozenset({502, 503, 504})


def answer_to(call: Call[Result], *, retries: Retries) -> Steps[Result]:
    """The answer's JSON. Raises ApiError, ConnectionFailed."""
    keyed = call.with_key()
    headers = {name: value for name, value in keyed.headers.items() if value is not None}
    if keyed.key:
        headers["Idempotency-Key"] = keyed.key
    sent: dict[str, Any] = {"headers": headers, "params": _query(keyed.query)}
    if keyed.json is not None:
        sent["json"] = keyed.json
    if keyed.content is not None:
        sent["content"] = keyed.content
    is_safe = keyed.is_repeatable or bool(keyed.key)
    exchange = Exchange(keyed.method, keyed.path, request=sent)
    response, attempts = yield from attempted(exchange, is_safe=is_safe, retries=retries)
    if keyed.method == "DELETE" and response.status_code == 404 and attempts > 1:
        nothing: Result = _result(None)  # an earlier attempt has deleted it, and its answer was lost
        return nothing
    if not response.is_success:
        raise ApiError.of(response)
    answer: Result = _result(None if response.status_code == 204 else response.json())
    return answer


def attempted(exchange: Exchange, *, is_safe: bool, retries: Retries) -> Steps[tuple[httpx.Response, int]]:
    """The last response, and how many requests it took. Raises ConnectionFailed.

    What was refused before it ran (429) may always be sent again, as may a request that never left. Otherwise only a
    safe one is: it changes nothing twice.
    """
    attempt, limited = 0, 0.0
    while True:
        outcome = yield exchange
        attempt += 1
        is_last = attempt >= retries.attempts
        if isinstance(outcome, httpx.TransportError):
            if is_last or not (is_safe or isinstance(outcome, httpx.ConnectError)):
                raise ConnectionFailed(f"{exchange.method} {exchange.url.partition('?')[0]}: {outcome!r}") from outcome
            yield Pause(retries.pause(attempt - 1))
            continue
        assert outcome is not None, "an exchange has an outcome"
        pause = _pause_before_retry(outcome, attempt - 1, is_safe=is_safe, retries=retries)
        if pause is None:
            return outcome, attempt
        if outcome.status_code == 429:
            # Whoever uploads a thousand files meets the limit more often than the network fails: time counts here.
            limited += pause
            is_last = limited > retries.limited_seconds
        if is_last:
            return outcome, attempt
        yield Pause(pause)


def _pause_before_retry(response: httpx.Response, attempt: int, *, is_safe: bool, retries: Retries) -> float | None:
    """None when the answer is final."""
    under_way = response.status_code == 409 and "retry-after" in response.headers
    if not (response.status_code == 429 or (is_safe and (response.status_code in _BUSY or under_way))):
        return None
    asked = retry_after(response.headers.get("retry-after"), now=datetime.now(UTC))
    if asked is not None and asked > retries.longest_seconds:
        return None
    return max(asked or 0.0, retries.pause(attempt))


def retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds, from seconds or a date (RFC 9110, 10.2.3). None for what is neither."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (TypeError, ValueError):
        return None


def _query(query: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: value for name, value in query.items() if value is not None}
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in named.items()}


def _result(answer: Any) -> Any:
    """As the document promises it. Nothing is checked here, because a newer server may say more."""
    return answer
