"""JSON-RPC 2.0 as the protocol uses it (https://modelcontextprotocol.io/specification/2025-11-25/basic)."""

import json
from dataclasses import dataclass
from typing import Any

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
NOT_ADMITTED = -32000
"""The API's refusal of the whole message: HTTP's status and `data` say why."""
UNSUPPORTED_VERSION = -32022
"""As later revisions of the protocol number it; a client reads in it which revisions it may use."""

MessageId = str | int | None


class ProtocolError(Exception):
    """The message is not one of the protocol. `status` is HTTP's."""

    def __init__(
        self, code: int, message: str, *, status: int = 400, message_id: MessageId = None, data: Any = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.data = code, message, status, data
        self.message_id = message_id

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        return {"jsonrpc": "2.0", "id": self.message_id, "error": error}


@dataclass(frozen=True)
class Message:
    id: MessageId
    """None for a notification, which gets no answer."""
    method: str | None
    """None for a client's answer. This server asks nothing, so it is ignored."""
    params: dict[str, Any]

    @property
    def is_request(self) -> bool:
        return self.method is not None and self.id is not None


def parse(body: bytes) -> Message:
    """Raises ProtocolError. Batches are none of the protocol since its revision of 2025-06-18."""
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError) as unreadable:
        raise ProtocolError(PARSE_ERROR, "the body is not JSON") from unreadable
    if not isinstance(found, dict) or found.get("jsonrpc") != "2.0":
        raise ProtocolError(INVALID_REQUEST, "the body is no message of JSON-RPC 2.0, or more than one")
    message_id, method = found.get("id"), found.get("method")
    if "id" in found and (isinstance(message_id, bool) or not isinstance(message_id, str | int)):
        raise ProtocolError(INVALID_REQUEST, "an id is a string or a whole number")
    if method is None and ("result" in found or "error" in found):
        return Message(message_id, None, {})
    if not isinstance(method, str):
        raise ProtocolError(INVALID_REQUEST, "a method is a string", message_id=message_id)
    params = found.get("params", {})
    if not isinstance(params, dict):
        raise ProtocolError(INVALID_PARAMS, "params are an object", message_id=message_id)
    return Message(message_id, method, params)


def result(message: Message, value: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": message.id, "result": value}
