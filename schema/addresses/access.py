"""Requests and answers for sharing a private image."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schema.base import Request, Resource
from schema.limits import DEFAULT_ACCESS_SECONDS, MAX_ACCESS_SECONDS


class GiveAccess(Request):
    """The lifetime in seconds: up to seven days, and never beyond the image's expiry."""

    ttl: Annotated[int, Field(ge=1, le=MAX_ACCESS_SECONDS)] = DEFAULT_ACCESS_SECONDS


class AccessAddresses(Resource):
    """Addresses that work for everybody who has them, until `expires_at`. A single one cannot be revoked."""

    token: str
    """The signed query alone. It opens every address of this image."""
    url: str
    variants: dict[str, str]
    """Preset name to URL."""
    expires_at: datetime
