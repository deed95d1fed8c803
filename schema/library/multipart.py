"""Multipart uploads: their record, requests and answers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schema.base import Record, Request, Resource
from schema.limits import PART_BYTES


class UploadInParts(Record):
    """Stored in the record of a reserved image whose bytes are sent in parts."""

    upload_id: str
    """S3's own id of the upload."""
    size_bytes: int
    expires_at: datetime

    @property
    def count(self) -> int:
        return -(-self.size_bytes // PART_BYTES)

    def size_of(self, part_number: int) -> int:
        """The bytes of one part: PART_BYTES, except for the last one."""
        return min(PART_BYTES, self.size_bytes - (part_number - 1) * PART_BYTES)


class ReceivedPart(Record):
    part_number: int
    size_bytes: int


class MultipartUpload(Resource):
    """A multipart upload and its progress. Send the parts that are not among `received`, then complete it."""

    upload_id: str
    size_bytes: int
    part_size: int
    """The bytes of every part except the last."""
    parts: int
    received: list[ReceivedPart]
    expires_at: datetime


class SignPart(Request):
    """The part that needs an address. `size_bytes` must be that part's share of the declared size."""

    part_number: Annotated[int, Field(ge=1, le=10_000)]
    size_bytes: Annotated[int, Field(ge=1, le=PART_BYTES)]


class PartAddress(Resource):
    """The address to PUT one part's bytes. The signature covers the headers; browsers set this one themselves."""

    part_number: int
    url: str
    headers: dict[str, str]
    expires_at: datetime
