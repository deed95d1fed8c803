"""Signatures for variants that are not open to everybody."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schema.addresses.option_values import MAX_SEGMENT_LENGTH
from schema.base import Record, Request

_LAST = 253_402_300_799
"""The end of the year 9999."""


class SignAddress(Request):
    """The variant, and the signature's expiry."""

    options: Annotated[str, Field(min_length=1, max_length=MAX_SEGMENT_LENGTH)]
    """As in a path: `w=300,h=200,fit=cover`, with or without a format (`w=300.webp`); or a preset."""
    exp: Annotated[int, Field(ge=0, le=_LAST)] | None = None
    """Unix time in seconds. Without it, the signature is valid until the owner's key is rotated twice."""


class SignedAddress(Record):
    url: str
    expires_at: datetime | None
    """When the address stops working. Variants made by then stay."""


class AddressKey(Record):
    """The number of the owner's key that signs addresses from now on. The previous one stays valid."""

    number: int
