"""Resolves the Authorization header to the caller: an access token of the user pool, or an API key."""

from datetime import datetime

from pixelflare.api_keys import PREFIX, USER, Caller, KeyRing
from pixelflare.base.errors import Unauthorized
from pixelflare.identity.logins import Logins
from pixelflare.identity.tokens import TokenVerifier
from schema.identity.scopes import OPERATORS, Scope


def authenticate(
    authorization: str | None,
    *,
    address: str,
    verifier: TokenVerifier,
    logins: Logins,
    key_ring: KeyRing,
    now: datetime,
) -> Caller:
    """The caller of `Bearer <access token or API key>`. `address` is the viewer's proven address.

    A signed-in user may do everything with their own records, and a key what its scope allows. Raises Unauthorized,
    Forbidden (a key outside its networks), or Unavailable (tokens cannot be checked now).
    """
    scheme, _, credential = (authorization or "").partition(" ")
    credential = credential.strip()
    if scheme.lower() != "bearer" or not credential:
        raise Unauthorized("credentials are needed: Authorization: Bearer <access token or API key>")
    if credential.startswith(PREFIX):
        return key_ring.caller(credential, address=address, now=now)
    token = verifier.verify(credential)
    signed_in = logins.resolve(token, now=now)
    return Caller(
        signed_in.owner,
        Scope.ADMIN,
        USER,
        username=token.username,
        is_linked=signed_in.is_linked,
        is_operator=OPERATORS in token.groups,
    )
