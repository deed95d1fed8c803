"""From the Authorization header to the owner whose data may be named."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from pixelflare.base.errors import Unauthorized
from pixelflare.identity.tokens import TokenVerifier

_OWNER_LENGTH = 20


@dataclass(frozen=True)
class Caller:
    owner: str


def authenticate(authorization: str | None, *, verifier: TokenVerifier, pepper: bytes) -> Caller:
    """The caller behind `Bearer <access token>`. Raises Unauthorized."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorized("an access token is needed: Authorization: Bearer <token>")
    issuer, subject = verifier.verify(token.strip())
    return Caller(owner_of(issuer, subject, pepper=pepper))


def owner_of(issuer: str, subject: str, *, pepper: bytes) -> str:
    """A stable public id for a login, 100 bits as base32; the login itself cannot be read from it."""
    digest = hmac.digest(pepper, f"{issuer}|{subject}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:_OWNER_LENGTH]
