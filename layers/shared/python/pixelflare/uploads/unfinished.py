"""Announces anew what nobody has taken on: objects that stay in quarantine.

Their message can be lost with the process that holds it, or expire in a dead-letter queue. The bytes stay in quarantine
until the record has settled and its variants are asked for, so quarantine shows everything that is unfinished. The
consumer may run twice, so announcing something that is under way does no harm.
"""

from datetime import datetime

from pixelflare.aws.objects import ListedObject, ObjectStore
from pixelflare.aws.queues import Queue
from schema.budgets import UNFINISHED_AFTER, UNFINISHED_UNTIL
from schema.messages.uploads import ObjectCreated, S3Bucket, S3Detail, S3Object


def announce_unfinished(
    *, uploads: ObjectStore, bucket: str, queue: Queue, now: datetime, everything: bool = False
) -> dict[str, int]:
    """The number of announced uploads. An hourly run announces each two or three times, unless it is finished.

    `everything` is for a system that has just started: whatever its age, because nothing is under way.
    """
    newest, oldest = now - UNFINISHED_AFTER, now - UNFINISHED_UNTIL
    found = [each for each in uploads.everything() if everything or oldest <= each.modified_at <= newest]
    for each in found:
        queue.send(_arrival(bucket, each))
    return {"uploads": len(found)}


def _arrival(bucket: str, found: ListedObject) -> ObjectCreated:
    """What S3 says of an object that arrives."""
    arrived = S3Object(key=found.key, size=found.size_bytes, etag=found.etag.strip('"'))
    return ObjectCreated(detail=S3Detail(bucket=S3Bucket(name=bucket), object=arrived))
