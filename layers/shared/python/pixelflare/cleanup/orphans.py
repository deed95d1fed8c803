"""Finds objects that no record knows, a part of the buckets in each run, and deletes them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from pixelflare.aws.objects import ListedObject, ObjectStore
from pixelflare.aws.table import Table
from pixelflare.base.parallel import in_parallel
from pixelflare.cleanup.belonging import Belonging, private_parts
from pixelflare.cleanup.services import CleanupServices, entry_by_clean_up
from schema.keys.ephemeral import SWEEP_PLACE

_PAGES = 100
"""Lists of 1,000 objects in a run: $0.0005, and about as many read units as there are pictures among them."""
NOBODY = "nobody"
"""Whose audit log names what leads to no owner."""
SETTLED = timedelta(days=1)
"""A younger object may belong to a record that is being written."""
_STAGES = ("originals", "public", "private")


def sweep_orphans(
    services: CleanupServices, places: Table, *, out_of_time: Callable[[], bool], now: datetime
) -> dict[str, int]:
    """How many objects were looked at and deleted. The place where it ends is where the next run begins.

    A repeated run looks at other objects, which does no harm.
    """
    item = places.get(SWEEP_PLACE, consistent=True) or {}
    stage, after = str(item.get("stage", _STAGES[0])), str(item.get("after", ""))
    belonging = Belonging(services.images)
    looked_at = deleted = 0
    for _ in range(_PAGES):
        if out_of_time():
            break
        store: ObjectStore = getattr(services, stage)
        page = store.listed_after(after) if after else store.listed("")
        orphans = list(_orphans(stage, page, belonging, now=now))
        for owner, keys in _by_owner(stage, orphans, services).items():
            about = {"bucket": stage, "objects": len(keys), "first": keys[0]}
            # Before they go: a run that stops in between deletes them the next time, and nothing goes without an entry.
            services.audit.append(owner, entry_by_clean_up("remove_orphans", "object", None, now=now, details=about))
        for key in orphans:
            store.delete(key)
        looked_at, deleted = looked_at + len(page), deleted + len(orphans)
        after = page[-1].key if page else ""
        if not page:
            stage = _STAGES[(_STAGES.index(stage) + 1) % len(_STAGES)]
            if stage == _STAGES[0]:
                break
    places.put(SWEEP_PLACE | {"stage": stage, "after": after})
    return {"objects": looked_at, "orphans": deleted}


def _orphans(stage: str, page: list[ListedObject], belonging: Belonging, *, now: datetime) -> Iterator[str]:
    settled = [found.key for found in page if found.modified_at < now - SETTLED]
    verdicts = in_parallel(lambda key: belonging.is_orphan(stage, key), settled)
    yield from (key for key, is_orphan in zip(settled, verdicts, strict=True) if is_orphan)


def _by_owner(stage: str, keys: list[str], services: CleanupServices) -> dict[str, list[str]]:
    """Keys begin with their owner, but in the private bucket: there the image's id leads to one, while it exists."""
    found: dict[str, list[str]] = {}
    for key in keys:
        parts = private_parts(key) if stage == "private" else None
        owner = services.images.owner_of(parts.image_id) if parts else key.partition("/")[0]
        found.setdefault(owner or NOBODY, []).append(key)
    return found
