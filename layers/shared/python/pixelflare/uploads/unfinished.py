"""Announces anew what nobody has taken on: objects that stay in quarantine, and accepted images without variants.

A message can be lost with the process that holds it, or expire in a dead-letter queue. Both consumers may run twice, so
announcing something that is under way does no harm.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pixelflare.aws.objects import ListedObject, ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.catalog import UploadStore
from pixelflare.variants import request_variants
from schema.budgets import UNFINISHED_AFTER, UNFINISHED_UNTIL
from schema.messages.uploads import ObjectCreated, S3Bucket, S3Detail, S3Object

_DAY = timedelta(days=1)
_RECORDS_HOUR = 3
"""The hour of the day, in UTC, in which records are looked at: that reads the whole table."""


@dataclass(frozen=True)
class UnfinishedServices:
    records: UploadStore
    uploads: ObjectStore
    uploads_bucket: str
    upload_queue: Queue
    variant_queue: Queue


def announce_unfinished(services: UnfinishedServices, *, now: datetime, everything: bool = False) -> dict[str, int]:
    """The numbers of announced uploads and images. Each is announced two or three times, unless it is finished.

    `everything` is for a system that has just started: whatever its age, because nothing is under way.
    """
    newest, oldest = now - UNFINISHED_AFTER, now - UNFINISHED_UNTIL
    if everything:
        return {"uploads": _uploads(services, None, None), "images": _images(services, now - 365 * _DAY, now)}
    images = _images(services, oldest - _DAY, newest) if now.hour == _RECORDS_HOUR else 0
    return {"uploads": _uploads(services, oldest, newest), "images": images}


def _uploads(services: UnfinishedServices, since: datetime | None, until: datetime | None) -> int:
    count = 0
    for found in services.uploads.everything():
        if (since is None or since <= found.modified_at) and (until is None or found.modified_at <= until):
            services.upload_queue.send(_arrival(services.uploads_bucket, found))
            count += 1
    return count


def _arrival(bucket: str, found: ListedObject) -> ObjectCreated:
    """What S3 says of an object that arrives."""
    arrived = S3Object(key=found.key, size=found.size_bytes, etag=found.etag.strip('"'))
    return ObjectCreated(detail=S3Detail(bucket=S3Bucket(name=bucket), object=arrived))


def _images(services: UnfinishedServices, since: datetime, until: datetime) -> int:
    count = 0
    for image in services.records.processing(since=since, until=until):
        request_variants(image, queue=services.variant_queue)
        count += 1
    return count
