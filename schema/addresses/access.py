"""What is asked and said about letting others see a private image."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schema.base import Request, Resource
from schema.limits import DEFAULT_ACCESS_SECONDS, MAX_ACCESS_SECONDS


class GiveAccess(Request):
    """For how long, in seconds: up to seven days, and never longer than the image is seen at all."""

    ttl: Annotated[int, Field(ge=1, le=MAX_ACCESS_SECONDS)] = DEFAULT_ACCESS_SECONDS


class AccessAddresses(Resource):
    """Addresses that work for whoever has them, until `expires_at`. They can not be called back one by one."""

    token: str
    """The signed query by itself: it opens every address of this image."""
    url: str
    variants: dict[str, str]
    """Preset name to URL."""
    expires_at: datetime
