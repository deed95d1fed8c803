"""S3's own checks of presigned URLs and POST forms, in front of a store that accepts everything.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import base64
import binascii
import hashlib
import hmac
import io
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, unquote
from xml.sax.saxutils import escape

from werkzeug.formparser import parse_form_data

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
SecretOf = Callable[[str], str | None]
Clock = Callable[[], float]

_UNCHECKED_FIELDS = {"policy", "x-amz-signature", "file", "bucket"}
_LONGEST_SECONDS = 7 * 24 * 3600
_CLOCKS_DIFFER_SECONDS = 15 * 60
_ALGORITHM = "AWS4-HMAC-SHA256"


class Refused(Exception):
    """S3's refusal."""

    def __init__(self, status: str, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


def _denied(message: str = "Access Denied") -> Refused:
    return Refused("403 Forbidden", "AccessDenied", message)


def _invalid(code: str, message: str) -> Refused:
    return Refused("400 Bad Request", code, message)


def checked_uploads(application: Application, *, secret_of: SecretOf, clock: Clock = time.time) -> Application:
    """`application` behind S3's checks. It sees only requests with a valid signature, in time and within the policy."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            _check(environ, secret_of, clock())
        except Refused as refused:
            return _answer(refused, environ, start_response)
        return application(environ, start_response)

    return guarded


def _answer(refused: Refused, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{refused.code}</Code>'
        f"<Message>{escape(str(refused))}</Message><RequestId>local</RequestId></Error>"
    ).encode()
    headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(text)))]
    if "HTTP_ORIGIN" in environ:  # so that a page can read why
        headers.append(("Access-Control-Allow-Origin", "*"))
    start_response(refused.status, headers)
    return [text]


def _check(environ: Environ, secret_of: SecretOf, now: float) -> None:
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    method = environ["REQUEST_METHOD"]
    if "AWSAccessKeyId" in query:
        raise _invalid("InvalidRequest", "The authorization mechanism you have provided is not supported.")
    if "X-Amz-Signature" in query:
        _check_presigned_url(environ, query, secret_of, now)
    elif method == "POST" and environ.get("CONTENT_TYPE", "").startswith("multipart/form-data"):
        _check_form(environ, secret_of, now)
    elif method in ("GET", "HEAD", "PUT", "DELETE") and not _may_be_anonymous(environ):
        raise _denied()


def _may_be_anonymous(environ: Environ) -> bool:
    path = environ["PATH_INFO"]
    return "HTTP_AUTHORIZATION" in environ or path.startswith("/moto-api/") or "/.well-known/" in path


@dataclass(frozen=True)
class _Credential:
    access_key: str
    date: str
    region: str
    service: str

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"

    def sign(self, text: str, secret_of: SecretOf) -> str:
        secret = secret_of(self.access_key)
        if secret is None:
            message = "The AWS Access Key Id you provided does not exist in our records."
            raise Refused("403 Forbidden", "InvalidAccessKeyId", message)
        key = f"AWS4{secret}".encode()
        for part in (self.date, self.region, self.service, "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _credential(text: str) -> _Credential:
    parts = text.split("/")
    if len(parts) != 5 or parts[4] != "aws4_request":
        raise _invalid("AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter.")
    return _Credential(*parts[:4])


def _wrong_signature() -> Refused:
    message = "The request signature we calculated does not match the signature you provided."
    return Refused("403 Forbidden", "SignatureDoesNotMatch", message)


def _check_presigned_url(environ: Environ, query: Mapping[str, str], secret_of: SecretOf, now: float) -> None:
    try:
        credential, date = _credential(query["X-Amz-Credential"]), query["X-Amz-Date"]
        begins = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        seconds = int(query["X-Amz-Expires"])
        signed = query["X-Amz-SignedHeaders"].split(";")
    except (KeyError, ValueError) as error:
        message = "Query-string authentication version 4 requires all of its parameters."
        raise _invalid("AuthorizationQueryParametersError", message) from error
    if query.get("X-Amz-Algorithm") != _ALGORITHM or "host" not in signed:
        raise _invalid(
            "AuthorizationQueryParametersError", f"Only {_ALGORITHM} is known, and the host has to be signed."
        )
    if not 0 < seconds <= _LONGEST_SECONDS:
        raise _invalid("AuthorizationQueryParametersError", "X-Amz-Expires must be between 1 second and a week.")
    canonical = hashlib.sha256(_canonical_request(environ, signed).encode()).hexdigest()
    text = "\n".join([_ALGORITHM, date, credential.scope, canonical])
    if not hmac.compare_digest(credential.sign(text, secret_of), query["X-Amz-Signature"]):
        raise _wrong_signature()
    if now > begins + seconds:
        raise _denied("Request has expired")
    if now < begins - _CLOCKS_DIFFER_SECONDS:
        raise _denied("Request is not valid yet")
    unsigned = [name for name in _amazon_headers(environ) if name not in signed]
    if unsigned:  # a copy source, an ACL or metadata without a signature
        raise _denied(f"There were headers present in the request which were not signed: {', '.join(unsigned)}")


def _canonical_request(environ: Environ, signed: list[str]) -> str:
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or quote(environ["PATH_INFO"])
    path = quote(unquote(raw.split("?", 1)[0]), safe="/-_.~")
    pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    encoded = sorted((_encoded(name), _encoded(value)) for name, value in pairs if name != "X-Amz-Signature")
    headers = [f"{name}:{' '.join(_header(environ, name).split())}" for name in signed]
    query = "&".join(f"{name}={value}" for name, value in encoded)
    parts = [environ["REQUEST_METHOD"], path, query, *headers, "", ";".join(signed), "UNSIGNED-PAYLOAD"]
    return "\n".join(parts)


def _amazon_headers(environ: Environ) -> list[str]:
    names = (name.removeprefix("HTTP_").lower().replace("_", "-") for name in environ if name.startswith("HTTP_X_AMZ_"))
    return sorted(names)


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def _header(environ: Environ, name: str) -> str:
    variable = name.upper().replace("-", "_")
    return str(environ.get(variable if name in ("content-type", "content-length") else f"HTTP_{variable}", ""))


def _check_form(environ: Environ, secret_of: SecretOf, now: float) -> None:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    copy = {**environ, "wsgi.input": io.BytesIO(body)}
    _, fields, files = parse_form_data(copy, stream_factory=lambda *_args, **_named: io.BytesIO())
    form = {name.lower(): value for name, value in fields.items()}
    size = _file_size(form, files)
    if "policy" not in form or "x-amz-signature" not in form or "x-amz-credential" not in form:
        raise _denied()
    expected = _credential(form["x-amz-credential"]).sign(form["policy"], secret_of)
    if not hmac.compare_digest(expected, form["x-amz-signature"]):
        raise _wrong_signature()
    policy = _policy(form["policy"])
    if now > _expiration(policy):
        raise _denied("Invalid according to Policy: Policy expired.")
    bucket = environ["PATH_INFO"].strip("/").split("/", 1)[0]
    _check_conditions(policy["conditions"], {**form, "bucket": bucket}, size)


def _file_size(form: Mapping[str, str], files: Mapping[str, Any]) -> int:
    if "file" in files:
        return int(files["file"].stream.seek(0, io.SEEK_END))
    if "file" in form:
        return len(form["file"].encode())
    raise _invalid("InvalidArgument", "POST requires exactly one file upload per request.")


def _policy(text: str) -> Mapping[str, Any]:
    try:
        policy = json.loads(base64.b64decode(text))
        if isinstance(policy["conditions"], list) and isinstance(policy["expiration"], str):
            return dict(policy)
    except (binascii.Error, ValueError, KeyError, TypeError):
        pass  # refused below, like a policy with parts of the wrong form
    raise _invalid("InvalidPolicyDocument", "The content of the form does not meet the policy's form.")


def _expiration(policy: Mapping[str, Any]) -> float:
    try:
        return datetime.fromisoformat(policy["expiration"].replace("Z", "+00:00")).timestamp()
    except ValueError as error:
        raise _invalid("InvalidPolicyDocument", "Invalid expiration in the policy.") from error


def _check_conditions(conditions: list[Any], form: Mapping[str, str], size: int) -> None:
    named = set()
    for condition in conditions:
        operator, subject, value = _condition(condition)
        if operator == "content-length-range":
            _check_size(size, int(subject), int(value))
            continue
        name = str(subject).removeprefix("$").lower()
        named.add(name)
        given = form.get(name, "")
        if not (given == value if operator == "eq" else operator == "starts-with" and given.startswith(value)):
            failed = json.dumps([operator, subject, value])
            raise _denied(f"Invalid according to Policy: Policy Condition failed: {failed}")
    for name in form:
        if name not in named and name not in _UNCHECKED_FIELDS and not name.startswith("x-ignore-"):
            raise _denied(f"Invalid according to Policy: Extra input fields: {name}")


def _condition(condition: Any) -> tuple[str, Any, Any]:
    if isinstance(condition, dict) and len(condition) == 1:
        (name, value), *_ = condition.items()
        return "eq", f"${name}", value
    if isinstance(condition, list) and len(condition) == 3:
        return str(condition[0]).lower(), condition[1], condition[2]
    raise _invalid("InvalidPolicyDocument", "Invalid condition in the policy.")


def _check_size(size: int, least: int, most: int) -> None:
    if size > most:
        raise _invalid("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    if size < least:
        raise _invalid("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
