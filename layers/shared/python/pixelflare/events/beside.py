"""Events beside the images: shares, domains, backups, plans and webhooks, read from how their rows change."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pixelflare.aws.attributes import Item
from schema.keys.backups import RESTORE
from schema.keys.core import API_KEY, BACKUP_RUN, DOMAINS, QUOTA, SHARE, USER, WEBHOOK
from schema.keys.members import MEMBER
from schema.library.events import EventKind
from schema.library.restores import RestoreState
from schema.limits import BAD_BACKUP_NIGHTS

_NEW = timedelta(minutes=10)
"""A row is told as new long after it was made where the local cloud starts again."""
Told = tuple[EventKind, str | None]
"""With its subject."""


def events_beside(sort_key: str, before: Item | None, after: Item | None, *, at: datetime) -> Iterator[Told]:
    """What the change of a row tells. Removals tell nothing: their owners have made them."""
    if after is None:
        return
    was = before or {}
    if sort_key.startswith(SHARE):
        if before is None and _is_new(after["created_at"], at):
            yield EventKind.ALBUM_SHARED, str(after["share_id"])
    elif sort_key.startswith(MEMBER):
        if before is None and _is_new(after["created_at"], at):
            yield EventKind.ALBUM_SHARED, str(after["member_id"])
    elif sort_key.startswith(API_KEY):
        if before is None and _is_new(after["created_at"], at):
            yield EventKind.API_KEY_CREATED, str(after["key_id"])
    elif sort_key.startswith(DOMAINS):
        if before and after["status"] != before["status"]:
            yield from _of_domain(after)
    elif sort_key.startswith(WEBHOOK):
        if was.get("enabled") and not after["enabled"] and "disabled_reason" in after:
            yield EventKind.WEBHOOK_DISABLED, str(after["webhook_id"])
    elif sort_key == BACKUP_RUN:
        nights = int(was.get("bad_nights", 0)), int(after.get("bad_nights", 0))
        if before and nights[0] < BAD_BACKUP_NIGHTS <= nights[1]:
            yield EventKind.BACKUP_FAILED, None
    elif sort_key == RESTORE:
        if was.get("state") == RestoreState.RUNNING != after["state"]:
            yield EventKind.RESTORE_FINISHED, str(after["job_id"])
    elif sort_key == USER:
        if before and "deletion" in after and "deletion" not in before:
            yield EventKind.DELETION_REQUESTED, None
    elif sort_key == QUOTA:
        for percent, reached_at in sorted(after.get("notices", {}).items()):
            if percent not in was.get("notices", {}) and _is_new(reached_at, at):
                yield EventKind.QUOTA_REACHED, str(percent)


def _of_domain(row: Item) -> Iterator[Told]:
    if row["status"] == "verified":
        yield EventKind.DOMAIN_VERIFIED, str(row["host"])
    elif row["status"] == "failed":
        yield EventKind.DOMAIN_FAILED, str(row["host"])


def _is_new(moment: str, at: datetime) -> bool:
    return at - datetime.fromisoformat(moment) < _NEW
