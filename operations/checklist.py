"""What only AWS can show: `make smoke` ticks it off, one by one. docs/deploying.md shows the same list."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Claim(StrEnum):
    """What no laptop proves, and a step of `make smoke` does."""

    TLS = "CloudFront answers by TLS, and sends plain HTTP there"
    ENGINE = "its engine runs the edge functions, which choose AVIF, WebP or JPEG"
    ORIGIN_PROOF = "the API is shown the proof of origin that CloudFormation put into the distribution"
    ROLES = "each function starts on Lambda, with its layer, and its role allows what it does"
    FAILOVER = "what S3 lacks comes from the function, which is called with a signature"
    CACHE = "the cache answers the second request"
    PURGE = "a purge by cache tag reaches the edge"
    SIGNED = "a private image opens with its signature only, under a policy with a wildcard"
    SIGNED_CACHE = "the cache answers the second request with a signature"
    BUCKETS = "the buckets answer nobody but CloudFront"
    FUNCTION_URL = "the function's URL answers nobody but CloudFront"
    API_HOST = "the API's own host answers nobody without the proof of origin"
    AUDIT = "the audit table lets nobody remove an entry, whatever their rights"
    SIGN_IN_PAGE = "the sign-in page opens for the registered app client"
    ALARM = "CloudWatch may publish an alarm"


OF_THE_ACCOUNT = frozenset(
    {Claim.BUCKETS, Claim.FUNCTION_URL, Claim.API_HOST, Claim.AUDIT, Claim.SIGN_IN_PAGE, Claim.ALARM}
)
"""What is proved with the account's credentials."""

BY_HAND = (
    "the alarm's mail has arrived",
    "a passkey signs in on the page, and a code by e-mail where that is on",
    "a browser's network panel shows HTTP/2 or HTTP/3",
    "memory, concurrency and response times suffice under your load",
    "the first month's bill is that of [costs.md](costs.md)",
)
"""What no program here sees."""


@dataclass(frozen=True)
class Checklist:
    """The list, with what has been proved."""

    _proved: set[Claim] = field(default_factory=set)

    def tick(self, *claims: Claim) -> None:
        self._proved.update(claims)

    @property
    def proved(self) -> frozenset[Claim]:
        return frozenset(self._proved)

    def lines(self) -> Iterator[str]:
        """In the list's order: what a program proves, then what a person looks at."""
        for claim in Claim:
            open_ = " (needs --assembly, and credentials)" if claim in OF_THE_ACCOUNT else ""
            yield f"[x] {claim}" if claim in self._proved else f"[ ] {claim}{open_}"
        for look in BY_HAND:
            yield f"[ ] by hand: {look}"

    def __str__(self) -> str:
        return "\n".join(("What only AWS can show:", *self.lines()))
