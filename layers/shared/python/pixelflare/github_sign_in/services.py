"""What a sign-in with GitHub works with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pixelflare.github_sign_in.github import GitHub
from pixelflare.github_sign_in.tickets import SignInTickets
from pixelflare.github_sign_in.tokens import SigningKey
from pixelflare.rate_limits import RateLimiter


@dataclass(frozen=True)
class SignInServices:
    issuer: Callable[[], str]
    """Our own address, without a slash at the end."""
    redirect_uri: str
    """The user pool's, and the only one that anybody is sent to."""
    is_secret: Callable[[str], bool]
    """Whether it is what only the user pool knows. Compares in constant time."""
    github: Callable[[], GitHub]
    key: Callable[[], SigningKey]
    tickets: SignInTickets
    limiter: RateLimiter
    users: Sequence[str]
    """The ids at GitHub of those who may sign in, or `anybody`."""
    clock: Callable[[], datetime]
