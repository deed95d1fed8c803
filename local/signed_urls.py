"""CloudFront's check of signed addresses, with canned and custom policies.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html
"""

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from local.http_messages import Request, Response
from local.signing_keys import PublicKey

_RESERVED = frozenset({"Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"})
_HASHES: Mapping[str, type[hashes.SHA1 | hashes.SHA256]] = {"SHA1": hashes.SHA1, "SHA256": hashes.SHA256}
_SUBSTITUTES = str.maketrans("-_~", "+=/")
_EPOCH = "AWS:EpochTime"


class Refused(Exception):
    """CloudFront's refusal."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def response(self) -> Response:
        text = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{self.code}</Code><Message>{self}</Message></Error>'
        headers = (("content-type", "text/xml"), ("x-cache", "Error from cloudfront"))
        return Response(403, headers, text.encode())


def opened(request: Request, keys: Mapping[str, PublicKey], *, now: float) -> Request:
    """The request without its signature, if one of `keys` allows this viewer to make it now. Raises Refused."""
    signed = _reserved(request.query)
    if "Key-Pair-Id" not in signed:
        raise Refused("MissingKey", "Missing Key-Pair-Id query parameter or cookie value")
    if signed["Key-Pair-Id"] not in keys:
        raise Refused("InvalidKey", "Unknown Key")
    bare = replace(request, query=_others(request.query))
    address = _address(bare)
    policy = _custom_policy(signed["Policy"]) if "Policy" in signed else _canned_policy(address, signed)
    _check_signature(policy, signed, keys[signed["Key-Pair-Id"]])
    _check_statement(_statement(policy), address, request.viewer, now)
    return bare


def _reserved(query: str) -> dict[str, str]:
    """CloudFront's own parameters. A repeated one is ambiguous, and so not trusted."""
    found: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name in found:
            raise _denied()
        if name in _RESERVED:
            found[name] = unquote(value)
    return found


def _others(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and part.partition("=")[0] not in _RESERVED)


def _address(request: Request) -> str:
    """The address as the viewer wrote it. On this machine the edge uses plain HTTP."""
    address = f"http://{request.header('host') or ''}{request.path}"
    return f"{address}?{request.query}" if request.query else address


def _canned_policy(address: str, signed: Mapping[str, str]) -> bytes:
    """The exact bytes that the signer of a canned policy signs."""
    if not re.fullmatch(r"[0-9]{1,12}", signed.get("Expires", "")):
        raise Refused("MissingParameter", "Missing Expires or Policy query parameter")
    condition = f'{{"DateLessThan":{{"{_EPOCH}":{signed["Expires"]}}}}}'
    return f'{{"Statement":[{{"Resource":"{address}","Condition":{condition}}}]}}'.encode()


def _custom_policy(text: str) -> bytes:
    try:
        return _decoded(text)
    except ValueError as error:
        raise Refused("MalformedPolicy", "Malformed Policy") from error


def _decoded(text: str) -> bytes:
    """Decodes base64 with CloudFront's substitutes for characters that an address cannot contain. Raises ValueError."""
    try:
        return base64.b64decode(text.translate(_SUBSTITUTES), validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def _check_signature(policy: bytes, signed: Mapping[str, str], key: PublicKey) -> None:
    algorithm = _HASHES.get(signed.get("Hash-Algorithm", "SHA1"))
    if algorithm is None or "Signature" not in signed:
        raise _denied()
    try:
        signature = _decoded(signed["Signature"])
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, policy, ec.ECDSA(algorithm()))
        else:
            key.verify(signature, policy, padding.PKCS1v15(), algorithm())
    except ValueError as error:
        raise Refused("MalformedSignature", "Could not unencode Signature") from error
    except InvalidSignature as error:
        raise _denied() from error


def _statement(policy: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(policy)
        (statement,) = document["Statement"]
        if isinstance(statement, dict) and isinstance(statement.get("Condition"), dict):
            return statement
    except (ValueError, KeyError, TypeError):
        pass  # refused below, like a statement of the wrong form
    raise Refused("MalformedPolicy", "Malformed Policy")


def _check_statement(statement: Mapping[str, Any], address: str, viewer: str, now: float) -> None:
    """All conditions must hold, and a policy always has an end."""
    condition = statement["Condition"]
    try:
        allowed = (
            not condition.keys() - {"DateLessThan", "DateGreaterThan", "IpAddress"}
            and _matches(statement.get("Resource", "*"), address)
            and now < condition["DateLessThan"][_EPOCH]
            and now > condition.get("DateGreaterThan", {_EPOCH: 0})[_EPOCH]
            and _is_from(condition.get("IpAddress", {"AWS:SourceIp": "0.0.0.0/0"})["AWS:SourceIp"], viewer)
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("MalformedPolicy", "Malformed Policy") from error
    if not allowed:
        raise _denied()


def _matches(resource: str, address: str) -> bool:
    pattern = re.escape(resource).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(pattern, address, re.DOTALL) is not None


def _is_from(network: str, viewer: str) -> bool:
    return network == "0.0.0.0/0" or ipaddress.ip_address(viewer) in ipaddress.ip_network(network, strict=False)


def _denied() -> Refused:
    return Refused("AccessDenied", "Access denied")
