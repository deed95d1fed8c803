"""How often what may be asked: per user and hour, and per address and minute for those who have not said who they are."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Self

from functions.api.access import HEALTH, is_upload
from pixelflare.base.errors import InvalidRequest
from pixelflare.entry.http import Charge
from pixelflare.entry.origin_proof import network_of
from pixelflare.entry.request import Request
from pixelflare.rate_limits import Limit
from schema.env.api import ApiEnv

_MINUTE = timedelta(minutes=1)
_BULK = "/v1/images/bulk"
_IDS_FOR_ONE_WRITE = 10
"""Many images at once are cheaper than one after the other, so that a large library can be put in order, but not free."""


@dataclass(frozen=True)
class Limits:
    """An amount of 0 switches a limit off."""

    uploads: Limit
    reads: Limit
    writes: Limit
    anonymous: Limit

    @classmethod
    def of(cls, env: ApiEnv) -> Self:
        return cls(
            uploads=Limit("upload", env.uploads_per_hour),
            reads=Limit("read", env.reads_per_hour),
            writes=Limit("write", env.writes_per_hour),
            anonymous=Limit("anonymous", env.anonymous_per_minute, _MINUTE),
        )

    def charge(self, request: Request) -> Charge | None:
        """What a request counts against: an upload for each image that is asked for, a write for ten images
        of a bulk action, otherwise one read or write."""
        if request.path == HEALTH:
            return None
        if request.caller is None or is_upload(request):
            return self.stranger(request)
        owner = request.caller.owner
        if request.is_read:
            return Charge(self.reads, owner)
        if request.method == "POST" and request.path.rstrip("/") == "/v1/images":
            return Charge(self.uploads, owner, cost=_asked(request, "images"))
        if request.path.rstrip("/") == _BULK:
            return Charge(self.writes, owner, cost=ceil(_asked(request, "ids") / _IDS_FOR_ONE_WRITE))
        return Charge(self.writes, owner)

    def stranger(self, request: Request) -> Charge:
        return Charge(self.anonymous, network_of(request.address))


def _asked(request: Request, field: str) -> int:
    """How many things a list in the body names, at least one: a request that makes no sense counts too."""
    try:
        body = request.json
    except InvalidRequest:
        return 1
    named = body.get(field) if isinstance(body, dict) else None
    return max(1, len(named)) if isinstance(named, list) else 1
