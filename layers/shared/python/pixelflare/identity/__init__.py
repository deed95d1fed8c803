"""Authentication: resolves access tokens and API keys to the caller and the owner."""

from pixelflare.api_keys import USER, Caller
from pixelflare.identity.authentication import authenticate
from pixelflare.identity.logins import Logins
from pixelflare.identity.tokens import TokenKeys, TokenVerifier

__all__ = ["USER", "Caller", "Logins", "TokenKeys", "TokenVerifier", "authenticate"]
