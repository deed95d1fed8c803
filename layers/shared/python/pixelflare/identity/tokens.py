"""Cognito access tokens: RS256 with the pool's own keys, and the claims of this installation's access tokens."""

from typing import Any, NamedTuple, Protocol

from pixelflare.base.errors import Unauthorized
from schema.budgets import TOKEN_LEEWAY

_LEEWAY_SECONDS = TOKEN_LEEWAY.total_seconds()
_USE = "access"


class TokenKeys(Protocol):
    def find(self, key_id: str) -> dict[str, Any] | None:
        """The JSON Web Key of this id."""


class VerifiedToken(NamedTuple):
    issuer: str
    subject: str
    username: str
    issued_at: int
    """Seconds of the Unix time, by the pool's clock."""
    groups: frozenset[str]
    """Of the pool.
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html"""


class TokenVerifier:
    """Verifies access tokens of one user pool and one app client.

    The checks follow "Verifying JSON web tokens" in Cognito's developer guide: the signature by a key of the pool,
    `exp` (and `iat`, `nbf` if present) with 30 s of leeway, `iss`, `token_use`, `client_id`.
    """

    def __init__(self, *, issuer: str, client_id: str, keys: TokenKeys) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys = keys

    def verify(self, token: str) -> VerifiedToken:
        """Raises Unauthorized, without naming the failed check, or Unavailable without any keys."""
        import jwt  # imports cryptography: 60 ms that an answer without a token should not wait for

        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            key = self._keys.find(key_id) if isinstance(key_id, str) else None
            if key is None:
                raise Unauthorized("the access token is not valid")
            claims = jwt.decode(
                token,
                jwt.PyJWK(key, algorithm="RS256").key,
                algorithms=["RS256"],
                issuer=self._issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "sub", "token_use"], "verify_aud": False},
            )
        except (jwt.PyJWTError, RecursionError) as invalid:  # the latter for a header with too deep nesting
            raise Unauthorized("the access token is not valid") from invalid
        # Access tokens contain client_id. ID tokens contain aud instead, and are not for calling an API.
        if claims["token_use"] != _USE or claims.get("client_id") != self._client_id:
            raise Unauthorized("the access token is not valid")
        return VerifiedToken(
            claims["iss"],
            claims["sub"],
            claims.get("username", claims["sub"]),
            int(claims["iat"]),
            frozenset(claims.get("cognito:groups", ())),
        )
