"""Removes what was begun and given up: reservations, rejected uploads, deleted tags, old paths."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pixelflare.base.errors import NotFound
from pixelflare.catalog import DueRow, delete_tag
from pixelflare.cleanup.services import CleanupServices, noting, noting_of
from pixelflare.uploads import drop_parts
from schema.budgets import TAG_RETIRED
from schema.keys.due import DueKind
from schema.keys.objects import upload_object
from schema.library.images import Image, ImageStatus

_LOOK_AGAIN = timedelta(days=1)


def remove_abandoned(row: DueRow, services: CleanupServices, *, now: datetime) -> bool:
    """Whether a reservation or a rejected upload is gone. Raises ChangedMeanwhile.

    Bytes that wait in quarantine keep their reservation: their message may be in the queue of dead letters.
    """
    image = services.images.find(row.owner, row.name)
    if image is None or image.status not in (ImageStatus.RESERVED, ImageStatus.REJECTED):
        return False
    # Before looking for bytes: an upload in parts that is not complete now never will be.
    drop_parts(image, multipart=services.multipart)
    if _has_bytes(image, services):
        services.due.postpone(row, DueKind.ABANDONED, now + _LOOK_AGAIN)
        return False
    services.images.forget(image, also=[noting("remove_abandoned", image, services, now=now)])
    return True


def _has_bytes(image: Image, services: CleanupServices) -> bool:
    key = upload_object(image.owner, image.image_id, image.nonce)
    return image.status is ImageStatus.RESERVED and services.uploads.etag_of(key) is not None


def remove_redirect(row: DueRow, services: CleanupServices, *, now: datetime) -> bool:
    entry = noting_of("remove_redirect", "path", row.name.replace("#", "/"), row.owner, services, now=now)
    return services.claims.forget_redirect(row.key, also=[entry], now=now)


def remove_tag(row: DueRow, services: CleanupServices, *, out_of_time: Callable[[], bool], now: datetime) -> bool:
    """Whether a deleted tag's record is gone. First finishes a deletion that was interrupted. Raises Unavailable."""
    record = services.tags.find(row.owner, row.name)
    if record is None or record.retired_at is None or record.retired_at > now - TAG_RETIRED:
        return False
    if services.tags.count(row.owner, row.name):
        try:
            delete_tag(
                row.owner, row.name, tags=services.tags, images=services.images, out_of_time=out_of_time, now=now
            )
        except NotFound:
            return False
        return False  # retired anew: its record goes in a later run
    entry = noting_of("remove_tag", "tag", row.name, row.owner, services, now=now)
    services.tags.forget(row.owner, record, also=[entry], now=now)
    return True
