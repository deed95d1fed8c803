"""Idempotency-Key on POST: the same request again gets the same answer again, for a day
(draft-ietf-httpapi-idempotency-key-header-07).

An answer may hold what only its caller may see, an API key or a signed upload form. It is kept encrypted under a key
that follows from the key the caller chose, of which the table holds a digest only: whoever reads the table learns nothing.

A run that does not come to its end blocks the key for a minute. After that the same request runs again, and meets
whatever the first run has left behind: a path it has reserved, for example, answers PATH_TAKEN.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.errors import IdempotencyConflict, InvalidRequest
from pixelflare.base.ids import new_nonce
from pixelflare.base.observability import count, logger
from pixelflare.entry.request import Request
from pixelflare.entry.sealing import digest_of, seal, unseal
from schema.budgets import IDEMPOTENCY_LEASE
from schema.keys.ephemeral import idempotency_key
from schema.limits import IDEMPOTENCY_SECONDS

Answer = dict[str, Any]
"""Payload 2.0 of an HTTP API's answer."""

KEY_PATTERN = r"^[\x20-\x7e]{1,255}$"
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
class Claim:
    """One run of one request under the caller's key."""

    owner: str
    secret_name: str
    """Whose key it is, and the key: names the row by its digest, and is what its content is encrypted by."""
    fingerprint: str
    holder: str


class Replays:
    def __init__(self, table: Table, *, secret: Callable[[], bytes]) -> None:
        self._table = table
        self._secret = secret

    def begin(self, claim: Claim, *, now: datetime) -> Answer | None:
        """The answer that was kept, or None for whoever is to make one. Raises IdempotencyConflict."""
        moment = int(now.timestamp())
        row = {
            "fingerprint": claim.fingerprint,
            "holder": claim.holder,
            "leased_until": moment + int(IDEMPOTENCY_LEASE.total_seconds()),
            "exp": moment + int(_KEPT_FOR.total_seconds()),
        }
        free = Condition(
            "attribute_not_exists(#pk) OR #exp < :now "
            "OR (attribute_not_exists(#sealed) AND #leased_until < :now AND #fingerprint = :fingerprint)",
            {":now": moment, ":fingerprint": claim.fingerprint},
        )
        try:
            self._table.put(row | self._key(claim), only_if=free)
        except ConditionFailed as taken:
            return self._kept(claim, taken.item or {})
        return None

    def _kept(self, claim: Claim, row: Item) -> Answer | None:
        if row.get("fingerprint") != claim.fingerprint:
            raise IdempotencyConflict("this Idempotency-Key was used for another request")
        if "sealed" not in row and row.get("holder") == claim.holder:
            return None  # our own row: its write was answered too late, and AWS's client has sent it again
        if "sealed" not in row:
            raise _UnderWay("the first request with this Idempotency-Key is still under way")
        answer: Answer | None = unseal(row["sealed"], name=claim.secret_name, secret=self._secret())
        if answer is None:  # our secret has been rotated since
            raise IdempotencyConflict("the answer to this Idempotency-Key can not be read any more")
        return answer

    def keep(self, claim: Claim, answer: Answer) -> None:
        """For whoever asks again. What can not be kept frees the key instead."""
        sealed = seal(_worth_keeping(answer), name=claim.secret_name, secret=self._secret()) if _is_kept(answer) else ""
        if 0 < len(sealed) <= _LARGEST_SEALED_BYTES:
            self._table.update(self._key(claim), set_={"sealed": sealed}, only_if=_held_by(claim))
            return
        if sealed:
            logger.warning("answer too large to be kept for its Idempotency-Key", bytes=len(sealed))
        self._table.delete(self._key(claim), only_if=_held_by(claim))

    def _key(self, claim: Claim) -> dict[str, str]:
        return idempotency_key(claim.owner, digest_of(claim.secret_name))


def once(request: Request, act: Callable[[], Answer], *, replays: Replays, now: datetime) -> Answer:
    """What `act` answers, or has answered to the same request before. Raises IdempotencyConflict, InvalidRequest."""
    key = request.headers.get("idempotency-key")
    if request.method != "POST" or key is None or request.caller is None:
        return act()
    if not re.fullmatch(KEY_PATTERN, key):
        raise InvalidRequest("Idempotency-Key takes 1 to 255 printable ASCII characters")
    caller = request.caller
    name = f"{caller.owner}\n{caller.actor}\n{key}"
    claim = Claim(caller.owner, name, fingerprint=_fingerprint(request), holder=new_nonce())
    if kept := replays.begin(claim, now=now):
        return kept | {"headers": kept["headers"] | {REPLAYED_HEADER: "true"}}
    answer = act()
    _try_to_keep(claim, answer, replays=replays)
    return answer


def is_replay(answer: Answer) -> bool:
    return REPLAYED_HEADER in answer["headers"]


def _try_to_keep(claim: Claim, answer: Answer, *, replays: Replays) -> None:
    try:
        replays.keep(claim, answer)
    except ConditionFailed:
        logger.warning("this run outlived its lease; another has taken the key over")
    except Exception:  # noqa: BLE001 - what was asked for has been done; not to say so would be the greater harm
        logger.exception("answer not kept for its Idempotency-Key")
        count("ReplayNotKept")


def _fingerprint(request: Request) -> str:
    body = digest_of(request.body)
    return digest_of("\n".join((request.method, request.path, request.query, body)))


def _held_by(claim: Claim) -> Condition:
    return Condition("#holder = :holder", {":holder": claim.holder})


def _is_kept(answer: Answer) -> bool:
    return answer["statusCode"] < 500 and answer["statusCode"] not in _NOT_KEPT


def _worth_keeping(answer: Answer) -> Answer:
    headers = {name: value for name, value in answer["headers"].items() if name.lower() in _KEPT_HEADERS}
    return {name: answer.get(name) for name in ("statusCode", "body", "isBase64Encoded")} | {"headers": headers}
