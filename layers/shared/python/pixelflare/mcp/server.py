"""Answers one message. No state is kept between messages, so every function instance can answer every client."""

import json
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from pixelflare.mcp.api import CREDENTIALS, ApiAnswer, ApiRequest, CallApi
from pixelflare.mcp.protocol import (
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    NOT_ADMITTED,
    UNSUPPORTED_VERSION,
    Message,
    ProtocolError,
    parse,
    result,
)
from pixelflare.mcp.tools import TOOLS
from schema.mcp import PROTOCOL_VERSIONS

__all__ = ["ApiAnswer", "ApiRequest", "CallApi", "Reply", "respond"]

_LATEST = PROTOCOL_VERSIONS[-1]
_SERVER = {"name": "pixelflare", "title": "Pixelflare", "version": "1"}
_INSTRUCTIONS = (
    "An image library. Search before you upload, so that nothing comes twice. An uploaded image's addresses work when "
    "get_image says that its status is ready."
)
_KEPT_HEADERS = frozenset(
    {"retry-after", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "www-authenticate"}
)
_NOBODY = 401


@dataclass(frozen=True)
class Reply:
    status: int
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


class _Refused(Exception):
    """The API does not know the caller, or cannot tell now: the whole message is refused, and not only a tool."""

    def __init__(self, answer: ApiAnswer) -> None:
        self.answer = answer


def respond(body: bytes, *, version: str | None, call_api: CallApi) -> Reply:
    """The answer to one message. `version` is what MCP-Protocol-Version says. Credentials are asked for in any case, also for
    a message that cannot be read: strangers learn nothing. Never raises for what a client sends."""
    asked: list[ApiAnswer] = []

    def counted(request: ApiRequest) -> ApiAnswer:
        asked.append(call_api(request))
        if asked[-1].status == _NOBODY:
            raise _Refused(asked[-1])
        return asked[-1]

    try:
        message = _parsed(body, version, counted)
        answer = _answer(message, counted) if message.is_request else None
        if not asked:
            _check_credentials(counted)
    except ProtocolError as wrong:
        return Reply(wrong.status, wrong.body(), _kept(asked))
    except _Refused as refused:
        told = ProtocolError(NOT_ADMITTED, _reason(refused.answer), data=refused.answer.body["error"])
        return Reply(refused.answer.status, told.body(), _kept(asked))
    return Reply(202, None, _kept(asked)) if answer is None else Reply(200, result(message, answer), _kept(asked))


def _parsed(body: bytes, version: str | None, call_api: CallApi) -> Message:
    """Raises ProtocolError, _Refused."""
    try:
        message = parse(body)
        if version is not None and version not in PROTOCOL_VERSIONS:
            told = {"supported": list(PROTOCOL_VERSIONS), "requested": version}
            raise ProtocolError(
                UNSUPPORTED_VERSION, f"the revision {version} is not supported", message_id=message.id, data=told
            )
    except ProtocolError:
        _check_credentials(call_api)
        raise
    return message


def _check_credentials(call_api: CallApi) -> None:
    """Raises _Refused, also when the rate limit is reached."""
    answer = call_api(CREDENTIALS)
    if not answer.is_success:
        raise _Refused(answer)


def _initialized(message: Message) -> dict[str, Any]:
    asked = message.params.get("protocolVersion")
    return {
        "protocolVersion": asked if asked in PROTOCOL_VERSIONS else _LATEST,
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": _SERVER,
        "instructions": _INSTRUCTIONS,
    }


def _answer(message: Message, call_api: CallApi) -> dict[str, Any]:
    """Raises ProtocolError, _Refused."""
    match message.method:
        case "tools/call":
            return _call_tool(message, call_api)
        case "tools/list":
            return {"tools": [tool.definition(name) for name, tool in TOOLS.items()]}
        case "initialize":
            return _initialized(message)
        case "ping":
            return {}
    _check_credentials(call_api)
    unknown = f"there is no method {message.method}"
    raise ProtocolError(METHOD_NOT_FOUND, unknown, status=200, message_id=message.id)


def _call_tool(message: Message, call_api: CallApi) -> dict[str, Any]:
    """Raises ProtocolError for a tool that is not there. What else goes wrong is the tool's answer: the model reads it."""
    name, given = message.params.get("name"), message.params.get("arguments") or {}
    tool = TOOLS.get(name) if isinstance(name, str) else None
    if tool is None or not isinstance(given, dict):
        _check_credentials(call_api)
        problem = "arguments are an object" if tool else f"there is no tool {name}"
        raise ProtocolError(INVALID_PARAMS, problem, status=200, message_id=message.id)
    try:
        request = tool.request(given)
    except ValidationError as wrong:
        problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong.errors())
        return _failed(f"VALIDATION_ERROR: {problems}")
    answer = call_api(request)
    if not answer.is_success:
        return _failed(_reason(answer))
    value = tool.shown(answer.body)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return {"content": [{"type": "text", "text": text}], "structuredContent": value, "isError": False}


def _failed(reason: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": reason}], "isError": True}


def _reason(answer: ApiAnswer) -> str:
    error = answer.body["error"]
    wait = answer.headers.get("retry-after")
    details = json.dumps(error["details"], ensure_ascii=False) if error.get("details") else ""
    return " ".join(
        filter(None, (f"{error['code']}: {error['message']}", details, wait and f"(try again in {wait} seconds)"))
    )


def _kept(asked: list[ApiAnswer]) -> dict[str, str]:
    return {name: value for name, value in asked[-1].headers.items() if name in _KEPT_HEADERS} if asked else {}
