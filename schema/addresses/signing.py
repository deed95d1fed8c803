"""Signing for what not everybody may have made of a picture."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schema.addresses.option_values import MAX_SEGMENT_LENGTH
from schema.base import Record, Request

_LAST = 253_402_300_799
"""The end of the year 9999."""


class SignAddress(Request):
    """What is to be made, and from when on the address is not to count any more."""

    options: Annotated[str, Field(min_length=1, max_length=MAX_SEGMENT_LENGTH)]
    """As in a path: `w=300,h=200,fit=cover`, with or without a format behind it (`w=300.webp`); or a preset."""
    exp: Annotated[int, Field(ge=0, le=_LAST)] | None = None
    """Unix time in seconds; without it the signature counts until the owner's key is rotated twice."""


class SignedAddress(Record):
    url: str
    expires_at: datetime | None
    """When the address stops working; what has been made by then stays."""


class AddressKey(Record):
    """Which of the owner's keys signs addresses from now on; the one before still counts."""

    number: int
