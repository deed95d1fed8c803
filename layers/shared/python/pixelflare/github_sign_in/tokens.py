"""The tokens that the user pool gets, signed with the installation's own RSA key."""

import base64
import hashlib
import json
from datetime import datetime
from functools import cached_property
from typing import Any

from schema.identity.github import RELYING_PARTY, ProvenSignIn
from schema.limits import GITHUB_TOKEN_SECONDS

ALGORITHM = "RS256"
_ACCESS = "at+jwt"
"""The type of an access token (RFC 9068 §2.1), so that none passes as an ID token, or the other way round."""


class SigningKey:
    def __init__(self, pem: str) -> None:
        """`pem`: the private key, PKCS 8."""
        self._pem = pem

    def tokens(self, proven: ProvenSignIn, *, issuer: str, now: datetime) -> dict[str, str]:
        """An access token for the user info, and the ID token that belongs to it (OpenID Connect Core 1.0 §3.1.3.3)."""
        claims = proven.person.claims
        access = self._signed(claims, issuer=issuer, audience=f"{issuer}/userinfo", type_=_ACCESS, now=now)
        bound = {"at_hash": _half_hash(access)} | ({"nonce": proven.nonce} if proven.nonce is not None else {})
        identity = self._signed(claims | bound, issuer=issuer, audience=RELYING_PARTY, type_="JWT", now=now)
        return {"access_token": access, "id_token": identity}

    def read_access_token(self, token: str, *, issuer: str) -> dict[str, Any] | None:
        """Its claims, or None for what is no valid access token of ours."""
        import jwt

        try:
            if jwt.get_unverified_header(token).get("typ") != _ACCESS:
                return None
            claims: dict[str, Any] = jwt.decode(
                token,
                self._private.public_key(),
                algorithms=[ALGORITHM],
                issuer=issuer,
                audience=f"{issuer}/userinfo",
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, RecursionError):
            return None
        return claims

    @cached_property
    def public_jwk(self) -> dict[str, str]:
        """The public half, named by its thumbprint (RFC 7638)."""
        import jwt

        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._private.public_key()))
        named = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
        thumbprint = _text(hashlib.sha256(named.encode()).digest())
        return {"kty": jwk["kty"], "n": jwk["n"], "e": jwk["e"], "kid": thumbprint, "alg": ALGORITHM, "use": "sig"}

    @cached_property
    def _private(self) -> Any:
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        return load_pem_private_key(self._pem.encode(), password=None)

    def _signed(self, claims: dict[str, Any], *, issuer: str, audience: str, type_: str, now: datetime) -> str:
        import jwt

        moment = int(now.timestamp())
        whole = claims | {"iss": issuer, "aud": audience, "iat": moment, "exp": moment + GITHUB_TOKEN_SECONDS}
        headers = {"kid": self.public_jwk["kid"], "typ": type_}
        return jwt.encode(whole, self._private, algorithm=ALGORITHM, headers=headers)


def _half_hash(token: str) -> str:
    """OpenID Connect Core 1.0 §3.1.3.6."""
    return _text(hashlib.sha256(token.encode()).digest()[:16])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
