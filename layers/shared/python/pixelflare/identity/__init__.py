"""Who is calling: a verified access token, and the owner that follows from it."""

from pixelflare.identity.callers import Caller, authenticate
from pixelflare.identity.tokens import SigningKeys, TokenVerifier

__all__ = ["Caller", "SigningKeys", "TokenVerifier", "authenticate"]
