"""The audit entry of a request: one for every change that a known caller requests, with its result.

The entry is written when the answer is known. If it cannot be written, the change has happened all the same: the answer
stands, and the log and a metric say that an entry is missing.
"""

import json
from datetime import datetime
from typing import Any

from pixelflare.audit import AuditLog, entry_lost, new_entry_id
from pixelflare.entry.http.policies import AuditAction
from pixelflare.entry.http.request import Request
from schema.audit import AuditEntry, AuditStatus
from schema.errors import ErrorCode

_MAX_TEXT = 300
_MAX_DETAILS = 20
_MAX_LISTED = 100
"""As many as one request may be about."""
_TOO_MANY = 429
_LIBRARY = frozenset({"image", "album", "tag", "bin"})
_DECIDES = frozenset({"share", "sign", "approve", "reject", "review"})
"""What is done to images and yet decides who sees them."""
_REFUSED_RIGHTS = frozenset({401, 403})
_CODES = frozenset(code.value for code in ErrorCode)


def record(request: Request, answer: dict[str, Any], *, log: AuditLog, is_whole: bool, now: datetime) -> None:
    """Write the one entry of a change. A request over its rate limit has none: a flood must not fill the log.

    A log that is not whole leaves out what is done to the library, but for what decides who sees it, and for refused
    rights. It says once a day that it does.
    """
    action = request.policy.audit
    if action is None or request.caller is None or answer["statusCode"] == _TOO_MANY or request.is_audited:
        return
    request.is_audited = True
    try:
        if is_whole or _is_always_kept(action, answer):
            log.append(request.caller.owner, _entry(request, answer, action, now))
        else:
            log.note_gap(request.caller.owner, now=now)
    except Exception:  # noqa: BLE001 - the change has happened, so the answer must not be a failure
        entry_lost(action.action, action.resource_type)


def _is_always_kept(action: AuditAction, answer: dict[str, Any]) -> bool:
    is_library = action.resource_type in _LIBRARY and action.action not in _DECIDES
    return not is_library or answer["statusCode"] in _REFUSED_RIGHTS


def _entry(request: Request, answer: dict[str, Any], action: AuditAction, now: datetime) -> AuditEntry:
    assert request.caller is not None
    has_failed = answer["statusCode"] >= 400
    body = _json(answer)
    return AuditEntry(
        id=new_entry_id(now),
        at=now,
        actor=request.caller.actor,
        action=action.action,
        resource_type=action.resource_type,
        resource_id=_shortened(_resource_id(request, action, body)),
        method=request.method,
        path=request.path[:_MAX_TEXT],
        address=request.address,
        request_id=request.id,
        status=AuditStatus.FAILED if has_failed else AuditStatus.SUCCESS,
        http_status=answer["statusCode"],
        error_code=_code(body) if has_failed else None,
        details={name: _shortened(value) for name, value in list(request.audit_details.items())[:_MAX_DETAILS]},
    )


def _resource_id(request: Request, action: AuditAction, body: dict[str, Any]) -> Any:
    named = request.path_parameters.get(action.id_parameter) if action.id_parameter else None
    return named or (body.get(action.id_field) if action.id_field else None)


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
