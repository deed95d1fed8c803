"""Messages of the upload queue: the S3 events of the quarantine bucket."""

from typing import Annotated

from pydantic import BaseModel, Field


class _S3Bucket(BaseModel):
    name: str


class _S3Object(BaseModel):
    key: str
    size: Annotated[int, Field(ge=0)] = 0
    etag: str = ""


class _S3Detail(BaseModel):
    bucket: _S3Bucket
    object: _S3Object


class ObjectCreated(BaseModel):
    """S3's own event, as EventBridge sends it to the queue. Only the parts that are used."""

    detail: _S3Detail
