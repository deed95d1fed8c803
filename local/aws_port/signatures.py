"""Signature Version 4, in a request's headers or in its address.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.aws_port.refusals import Refused, denied, invalid
from local.wsgi import Environ, body_of

SecretOf = Callable[[str], str | None]
ALGORITHM = "AWS4-HMAC-SHA256"
_LONGEST_SECONDS = 7 * 24 * 3600
_CLOCKS_DIFFER_SECONDS = 15 * 60
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} +Credential=([^, ]+), *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{{64}})"
)
_NOT_HASHED = ("UNSIGNED-PAYLOAD", "STREAMING-")


@dataclass(frozen=True)
class Scope:
    """Who signed, on which day and for which service."""

    access_key: str
    date: str
    region: str
    service: str

    def secret(self, secret_of: SecretOf) -> str:
        secret = secret_of(self.access_key)
        if secret is None:
            message = "The AWS Access Key Id you provided does not exist in our records."
            raise Refused("403 Forbidden", "InvalidAccessKeyId", message)
        return secret


def scope_of(text: str) -> Scope:
    parts = text.split("/")
    if len(parts) != 5 or parts[4] != "aws4_request":
        raise invalid("AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter.")
    return Scope(*parts[:4])


def policy_signature(scope: Scope, policy: str, secret_of: SecretOf) -> str:
    """The signature of a form's policy, whose text is what is signed."""
    request = AWSRequest()
    request.context["timestamp"] = f"{scope.date}T000000Z"
    return str(_signer(S3SigV4Auth, scope, secret_of).signature(policy, request))


def check_signed_request(environ: Environ, secret_of: SecretOf, now: float) -> None:
    """Checks the `Authorization` header: signature, time, and that nothing of Amazon's is unsigned. Raises Refused."""
    match = _AUTHORIZATION.fullmatch(environ["HTTP_AUTHORIZATION"].strip())
    if match is None:
        raise invalid("AuthorizationHeaderMalformed", "The authorization header is not of Signature Version 4.")
    scope, signed, date = scope_of(match[1]), match[2].split(";"), environ.get("HTTP_X_AMZ_DATE", "")
    if "host" not in signed or not date.startswith(scope.date):
        raise invalid("AuthorizationHeaderMalformed", "The host and X-Amz-Date have to be signed.")
    kind = S3SigV4Auth if scope.service == "s3" else SigV4Auth
    if kind is S3SigV4Auth and "HTTP_X_AMZ_CONTENT_SHA256" not in environ:
        raise invalid("MissingSecurityHeader", "Your request was missing a required header: x-amz-content-sha256.")
    _compare(match[3], _signature(environ, signed, date, kind, scope, secret_of))
    if abs(now - _moment(date)) > _CLOCKS_DIFFER_SECONDS:
        message = "The difference between the request time and the server's time is too large."
        raise Refused("403 Forbidden", "RequestTimeTooSkewed", message)
    _check_all_signed(environ, signed)
    _check_payload(environ)


def check_presigned_address(environ: Environ, query: Mapping[str, str], secret_of: SecretOf, now: float) -> None:
    """Checks a presigned address: signature, lifetime, and that nothing of Amazon's is unsigned. Raises Refused."""
    try:
        scope, date = scope_of(query["X-Amz-Credential"]), query["X-Amz-Date"]
        begins, seconds = _moment(date), int(query["X-Amz-Expires"])
        signed = query["X-Amz-SignedHeaders"].split(";")
    except (KeyError, ValueError) as error:
        message = "Query-string authentication version 4 requires all of its parameters."
        raise invalid("AuthorizationQueryParametersError", message) from error
    if query.get("X-Amz-Algorithm") != ALGORITHM or "host" not in signed:
        message = f"Only {ALGORITHM} is known, and the host has to be signed."
        raise invalid("AuthorizationQueryParametersError", message)
    if not 0 < seconds <= _LONGEST_SECONDS:
        raise invalid("AuthorizationQueryParametersError", "X-Amz-Expires must be between 1 second and a week.")
    expected = _signature(environ, signed, date, _PresignedAuth, scope, secret_of)
    _compare(query["X-Amz-Signature"], expected)
    if now > begins + seconds:
        raise denied("Request has expired")
    if now < begins - _CLOCKS_DIFFER_SECONDS:
        raise denied("Request is not valid yet")
    _check_all_signed(environ, signed)  # a copy source, an ACL or metadata


class _PresignedAuth(S3SigV4Auth):  # type: ignore[misc]
    """Signs an S3 address whose payload nobody knows yet."""

    def payload(self, _request: AWSRequest) -> str:
        return "UNSIGNED-PAYLOAD"


def _signature(
    environ: Environ, signed: list[str], date: str, kind: type[SigV4Auth], scope: Scope, secret_of: SecretOf
) -> str:
    """What botocore's own signer makes of the request as it arrived."""
    headers = {name: " ".join(_header(environ, name).split()) for name in signed}
    body = b"" if issubclass(kind, S3SigV4Auth) else body_of(environ)
    request = AWSRequest(method=environ["REQUEST_METHOD"], url=_address(environ), headers=headers, data=body)
    request.context["timestamp"] = date
    signer = _signer(kind, scope, secret_of)
    return str(signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request))


def _address(environ: Environ) -> str:
    """The address without a signature. Clients encode some characters in their own way, and signers in one."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or quote(environ["PATH_INFO"])
    path = quote(unquote(raw.split("?", 1)[0]), safe="/-_.~")
    pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    query = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs if name != "X-Amz-Signature")
    return f"http://{environ['HTTP_HOST']}{path}?{query}"


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def _signer(kind: type[SigV4Auth], scope: Scope, secret_of: SecretOf) -> SigV4Auth:
    return kind(Credentials(scope.access_key, scope.secret(secret_of)), scope.service, scope.region)


def _compare(given: str, expected: str) -> None:
    if not hmac.compare_digest(given.encode(), expected.encode()):
        message = "The request signature we calculated does not match the signature you provided."
        raise Refused("403 Forbidden", "SignatureDoesNotMatch", message)


def _check_all_signed(environ: Environ, signed: Iterable[str]) -> None:
    names = (name.removeprefix("HTTP_").lower().replace("_", "-") for name in environ if name.startswith("HTTP_X_AMZ_"))
    if unsigned := sorted(set(names) - set(signed)):
        raise denied(f"There were headers present in the request which were not signed: {', '.join(unsigned)}")


def _check_payload(environ: Environ) -> None:
    """The body has the signed digest. S3's clients may leave a body unsigned, or sign its pieces."""
    told = environ.get("HTTP_X_AMZ_CONTENT_SHA256")
    if told is None or told.startswith(_NOT_HASHED):
        return
    if not hmac.compare_digest(told.encode(), hashlib.sha256(body_of(environ)).hexdigest().encode()):
        message = "The provided 'x-amz-content-sha256' header does not match what was computed."
        raise invalid("XAmzContentSHA256Mismatch", message)


def _moment(date: str) -> float:
    """Raises ValueError."""
    return datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()


def _header(environ: Environ, name: str) -> str:
    variable = name.upper().replace("-", "_")
    return str(environ.get(variable if name in ("content-type", "content-length") else f"HTTP_{variable}", ""))
