"""What the audit log says of a request: every change that a known caller has asked for, whatever became of it.

The entry is written when the answer is known. When it can not be written, or the function is stopped before, the change
has happened all the same: the answer stands, and the log and a metric say that an entry is missing.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixelflare.audit import AuditLog, new_entry_id
from pixelflare.base.observability import count, logger
from pixelflare.entry.request import Request
from schema.audit import AuditEntry, AuditStatus
from schema.errors import ErrorCode

_MAX_TEXT = 300
_MAX_DETAILS = 20
_MAX_LISTED = 100
"""As many as one request may be about."""
_TOO_MANY = 429
_CODES = frozenset(code.value for code in ErrorCode)


@dataclass(frozen=True)
class Deed:
    """What a request is about: the verb, and the thing."""

    action: str
    resource_type: str
    resource_id: str | None = None
    id_field: str | None = None
    """Where an answer that made the thing says its id."""


Describe = Callable[[str, str], Deed]
"""From method and path."""


def record(request: Request, answer: dict[str, Any], *, deed: Deed, log: AuditLog, now: datetime) -> None:
    """Write the one entry of a change. What a limit refuses is not written down: a flood must not fill the log."""
    if request.is_read or request.caller is None or answer["statusCode"] == _TOO_MANY or request.is_written_down:
        return
    request.is_written_down = True
    try:
        log.append(request.caller.owner, _entry(request, answer, deed, now))
    except Exception:  # noqa: BLE001 - the change has happened; to answer that it had failed would be wrong
        logger.exception("audit entry not written", action=deed.action, resource_type=deed.resource_type)
        count("AuditEntryLost")


def _entry(request: Request, answer: dict[str, Any], deed: Deed, now: datetime) -> AuditEntry:
    assert request.caller is not None
    has_failed = answer["statusCode"] >= 400
    body = _json(answer)
    return AuditEntry(
        id=new_entry_id(now),
        at=now,
        actor=request.caller.actor,
        action=deed.action,
        resource_type=deed.resource_type,
        resource_id=_shortened(deed.resource_id or (body.get(deed.id_field) if deed.id_field else None)),
        method=request.method,
        path=request.path[:_MAX_TEXT],
        address=request.address,
        request_id=request.id,
        status=AuditStatus.FAILED if has_failed else AuditStatus.SUCCESS,
        http_status=answer["statusCode"],
        error_code=_code(body) if has_failed else None,
        details={name: _shortened(value) for name, value in list(request.details.items())[:_MAX_DETAILS]},
    )


def _json(answer: dict[str, Any]) -> dict[str, Any]:
    body = answer.get("body")
    found = json.loads(body) if body and not answer.get("isBase64Encoded") and _is_json(answer) else None
    return found if isinstance(found, dict) else {}


def _is_json(answer: dict[str, Any]) -> bool:
    return "json" in answer["headers"].get("Content-Type", "")


def _code(body: dict[str, Any]) -> str | None:
    error = body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if code in _CODES else None


def _shortened(value: Any) -> Any:
    """Short enough to be kept for ever; what is not JSON becomes text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_shortened(each) for each in list(value)[:_MAX_LISTED]]
    return str(value)[:_MAX_TEXT]
