"""What is asked and said about letting others see a private image."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schema.limits import DEFAULT_ACCESS_SECONDS, MAX_ACCESS_SECONDS


class GiveAccess(BaseModel):
    """For how long, in seconds: up to seven days, and never longer than the image is seen at all."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    ttl: Annotated[int, Field(ge=1, le=MAX_ACCESS_SECONDS)] = DEFAULT_ACCESS_SECONDS


class AccessAddresses(BaseModel):
    """Addresses that work for whoever has them, until `expires_at`. They can not be called back one by one."""

    model_config = ConfigDict(defer_build=True)

    token: str
    """The signed query by itself: it opens every address of this image."""
    url: str
    variants: dict[str, str]
    """Preset name to URL."""
    expires_at: datetime
