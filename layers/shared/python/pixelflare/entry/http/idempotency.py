"""Idempotency-Key on POST: the same request again gets the same answer again, for a day
(draft-ietf-httpapi-idempotency-key-header-07).

An answer may hold secrets of its caller, such as an API key or a signed upload form. It is kept encrypted, under a key
derived from the Idempotency-Key. The table holds only a digest of that, so reading the table reveals nothing.

A run that never ends blocks the key for a minute. After that the same request runs again, and meets the state that the
first run has left: a path that it has reserved, for example, answers PATH_TAKEN.
"""

import re
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.errors import IdempotencyConflict, InvalidRequest
from pixelflare.base.ids import new_nonce
from pixelflare.base.observability import count, logger
from pixelflare.entry.http.request import Request
from pixelflare.entry.http.sealing import digest_of, seal, unseal
from schema.budgets import IDEMPOTENCY_LEASE
from schema.keys.ephemeral import idempotency_key
from schema.limits import IDEMPOTENCY_SECONDS

Answer = dict[str, Any]
"""Payload 2.0 of an HTTP API's answer."""

KEY_PATTERN = r"^[\x20-\x7e]{1,255}$"
_KEY_HEADER = "idempotency-key"
REPLAYED_HEADER = "Idempotency-Replayed"
_KEPT_FOR = timedelta(seconds=IDEMPOTENCY_SECONDS)
_LARGEST_SEALED_BYTES = 390_000
"""An item has room for 400 KB, names and all."""
_NOT_KEPT = frozenset({401, 403, 429})
_KEPT_HEADERS = frozenset({"content-type", "location", "etag"})


class _UnderWay(IdempotencyConflict):
    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "1"}


@dataclass(frozen=True)
class IdempotentRun:
    """One run of one request under the caller's key."""

    owner: str
    secret_name: str
    """The caller and the key. Its digest names the row, and the row's content is encrypted under it."""
    fingerprint: str
    holder: str


class BegunRun(NamedTuple):
    run: IdempotentRun
    kept: Future[Answer | None]
    """What `Replays.begin` answers or raises."""


class Replays:
    def __init__(self, table: Table, *, secret: Callable[[], bytes]) -> None:
        self._table = table
        self._secret = secret

    def begin(self, run: IdempotentRun, *, now: datetime) -> Answer | None:
        """The answer that was kept, or None when there is none yet and this run is to make it. Raises IdempotencyConflict."""
        moment = int(now.timestamp())
        row = {
            "fingerprint": run.fingerprint,
            "holder": run.holder,
            "leased_until": moment + int(IDEMPOTENCY_LEASE.total_seconds()),
            "exp": moment + int(_KEPT_FOR.total_seconds()),
        }
        free = Condition(
            "attribute_not_exists(#pk) OR #exp < :now "
            "OR (attribute_not_exists(#sealed) AND #leased_until < :now AND #fingerprint = :fingerprint)",
            {":now": moment, ":fingerprint": run.fingerprint},
        )
        try:
            self._table.put(row | self._key(run), only_if=free)
        except ConditionFailed as taken:
            return self._kept(run, taken.item or {})
        return None

    def _kept(self, run: IdempotentRun, row: Item) -> Answer | None:
        if row.get("fingerprint") != run.fingerprint:
            raise IdempotencyConflict("this Idempotency-Key was used for another request")
        if "sealed" not in row and row.get("holder") == run.holder:
            return None  # our own row: its write was answered too late, and AWS's client has sent it again
        if "sealed" not in row:
            raise _UnderWay("the first request with this Idempotency-Key is still under way")
        answer: Answer | None = unseal(row["sealed"], name=run.secret_name, secret=self._secret())
        if answer is None:  # our secret has been rotated since
            raise IdempotencyConflict("the answer to this Idempotency-Key cannot be read any more")
        return answer

    def release(self, begun: BegunRun) -> None:
        """Free the key of a run that is not to happen, unless it is another run's."""
        if begun.kept.exception() is None and begun.kept.result() is None:
            with suppress(ConditionFailed):
                self._table.delete(self._key(begun.run), only_if=_held_by(begun.run))

    def keep(self, run: IdempotentRun, answer: Answer) -> None:
        """For a repeated request. An answer that cannot be kept frees the key instead."""
        sealed = seal(_worth_keeping(answer), name=run.secret_name, secret=self._secret()) if _is_kept(answer) else ""
        if 0 < len(sealed) <= _LARGEST_SEALED_BYTES:
            self._table.update(self._key(run), set_={"sealed": sealed}, only_if=_held_by(run))
            return
        if sealed:
            logger.warning("answer too large to be kept for its Idempotency-Key", bytes=len(sealed))
        self._table.delete(self._key(run), only_if=_held_by(run))

    def _key(self, run: IdempotentRun) -> dict[str, str]:
        return idempotency_key(run.owner, digest_of(run.secret_name))


def check_key(request: Request) -> None:
    """Raises InvalidRequest."""
    key = request.headers.get(_KEY_HEADER)
    if request.method == "POST" and key is not None and not re.fullmatch(KEY_PATTERN, key):
        raise InvalidRequest("Idempotency-Key takes 1 to 255 printable ASCII characters")


def run_of(request: Request) -> IdempotentRun | None:
    """None for a request that may run as often as it is sent. Raises InvalidRequest."""
    key, caller = request.headers.get(_KEY_HEADER), request.caller
    if request.method != "POST" or key is None or caller is None:
        return None
    check_key(request)
    name = f"{caller.owner}\n{caller.actor}\n{key}"
    return IdempotentRun(caller.owner, name, fingerprint=_fingerprint(request), holder=new_nonce())


def once(begun: BegunRun, act: Callable[[], Answer], *, replays: Replays) -> Answer:
    """What `act` answers, or has answered to the same request before. Raises IdempotencyConflict, Unavailable."""
    if kept := begun.kept.result():
        return kept | {"headers": kept["headers"] | {REPLAYED_HEADER: "true"}}
    answer = act()
    _try_to_keep(begun.run, answer, replays=replays)
    return answer


def is_replay(answer: Answer) -> bool:
    return REPLAYED_HEADER in answer["headers"]


def _try_to_keep(run: IdempotentRun, answer: Answer, *, replays: Replays) -> None:
    try:
        replays.keep(run, answer)
    except ConditionFailed:
        logger.warning("this run outlived its lease; another has taken the key over")
    except Exception:  # noqa: BLE001 - the change has been made; an answer that hides it would do more harm
        logger.exception("answer not kept for its Idempotency-Key")
        count("ReplayNotKept")


def _fingerprint(request: Request) -> str:
    body = digest_of(request.body)
    return digest_of("\n".join((request.method, request.path, request.query, body)))


def _held_by(run: IdempotentRun) -> Condition:
    return Condition("#holder = :holder", {":holder": run.holder})


def _is_kept(answer: Answer) -> bool:
    return answer["statusCode"] < 500 and answer["statusCode"] not in _NOT_KEPT


def _worth_keeping(answer: Answer) -> Answer:
    headers = {name: value for name, value in answer["headers"].items() if name.lower() in _KEPT_HEADERS}
    return {name: answer.get(name) for name in ("statusCode", "body", "isBase64Encoded")} | {"headers": headers}
