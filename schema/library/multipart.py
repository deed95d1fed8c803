"""Uploads in parts: what is kept of one in the image's record, and what the API asks and says."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schema.base import Record, Request, Resource
from schema.limits import PART_BYTES


class UploadInParts(Record):
    """Kept in the record of a reserved image whose bytes are sent in parts."""

    upload_id: str
    """S3's own id of it."""
    size_bytes: int
    expires_at: datetime

    @property
    def count(self) -> int:
        return -(-self.size_bytes // PART_BYTES)

    def size_of(self, part_number: int) -> int:
        """Bytes of one part: all have PART_BYTES, but the last may be shorter."""
        return min(PART_BYTES, self.size_bytes - (part_number - 1) * PART_BYTES)


class ReceivedPart(Record):
    part_number: int
    size_bytes: int


class MultipartUpload(Resource):
    """An upload in parts and how far it has come: send the parts that are not among `received`, then complete it."""

    upload_id: str
    size_bytes: int
    part_size: int
    """Bytes of every part but the last."""
    parts: int
    received: list[ReceivedPart]
    expires_at: datetime


class SignPart(Request):
    """Which part an address is wanted for. `size_bytes` must be what that part of the declared size has."""

    part_number: Annotated[int, Field(ge=1, le=10_000)]
    size_bytes: Annotated[int, Field(ge=1, le=PART_BYTES)]


class PartAddress(Resource):
    """Where to PUT one part's bytes. The headers are part of the signature; browsers set this one themselves."""

    part_number: int
    url: str
    headers: dict[str, str]
    expires_at: datetime
