"""Messages of the upload queue: the S3 events of the quarantine bucket."""

from typing import Annotated

from pydantic import BaseModel, Field


class WhatIsUnfinished(BaseModel):
    """The detail of an event for functions/unfinished_schedule. EventBridge's own has none."""

    everything: bool = False
    """Whatever its age: when nothing is under way, because the system has just started."""


class S3Bucket(BaseModel):
    name: str


class S3Object(BaseModel):
    key: str
    size: Annotated[int, Field(ge=0)] = 0
    etag: str = ""


class S3Detail(BaseModel):
    bucket: S3Bucket
    object: S3Object


class ObjectCreated(BaseModel):
    """S3's own event, as EventBridge sends it to the queue. Only the parts that are used."""

    detail: S3Detail
