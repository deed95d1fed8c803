"""Uploads in parts: what is kept of one in the image's record, and what the API asks and says."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schema.limits import PART_BYTES


class UploadInParts(BaseModel):
    """Kept in the record of a reserved image whose bytes are sent in parts."""

    model_config = ConfigDict(defer_build=True, frozen=True)

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


class ReceivedPart(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True)

    part_number: int
    size_bytes: int


class MultipartUpload(BaseModel):
    """An upload in parts and how far it has come: send the parts that are not among `received`, then complete it."""

    model_config = ConfigDict(defer_build=True)

    upload_id: str
    size_bytes: int
    part_size: int
    """Bytes of every part but the last."""
    parts: int
    received: list[ReceivedPart]
    expires_at: datetime


class SignPart(BaseModel):
    """Which part an address is wanted for. `size_bytes` must be what that part of the declared size has."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    part_number: Annotated[int, Field(ge=1, le=10_000)]
    size_bytes: Annotated[int, Field(ge=1, le=PART_BYTES)]


class PartAddress(BaseModel):
    """Where to PUT one part's bytes. The headers are part of the signature; browsers set this one themselves."""

    model_config = ConfigDict(defer_build=True)

    part_number: int
    url: str
    headers: dict[str, str]
    expires_at: datetime
