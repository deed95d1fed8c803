"""Consumes S3's events of the quarantine bucket: one message, one upload accepted or rejected."""

from functools import cache
from typing import Any

from pixelflare.aws.faces import FaceDetector
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.observability import observed
from pixelflare.catalog import ImageStore, UploadStore
from pixelflare.entry.batch import consume
from pixelflare.uploads import AcceptServices, accept_upload
from schema.env.upload_consumer import UploadConsumerEnv
from schema.messages.uploads import ObjectCreated


@cache
def intake() -> AcceptServices:
    env = UploadConsumerEnv.read()
    core = Table(env.core_table)
    return AcceptServices(
        images=ImageStore(core),
        records=UploadStore(core),
        uploads=ObjectStore(env.uploads_bucket),
        originals=ObjectStore(env.originals_bucket),
        variant_queue=Queue(env.variant_queue_url),
        faces=FaceDetector() if env.face_detection else None,
    )


def on_object_created(event: ObjectCreated) -> None:
    accept_upload(event, intake(), now=clock.now())


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return consume(event, context, parse=ObjectCreated.model_validate_json, act=on_object_created)
