"""Creates, lists, changes and deletes tags. A tag's name is its identity, like an album's slug."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from pixelflare.base.cursors import Cursors
from pixelflare.base.errors import ChangedMeanwhile, LimitReached, NotFound, Unavailable
from pixelflare.base.optimistic import change_current
from pixelflare.base.parallel import in_parallel
from pixelflare.catalog.images.find import get_live_image
from pixelflare.catalog.images.store import ImageStore
from pixelflare.catalog.tags.store import TagStore
from schema.library.images import Image
from schema.library.tags import ChangeTag, CreateTag, TagRecord, TagResource
from schema.limits import MAX_TAGS
from schema.pages import Page

_AT_ONCE = 100
"""The number of images that lose a deleted tag between two checks of the time."""
_NO_TAGS: frozenset[str] = frozenset()


def list_tags(
    owner: str, *, tags: TagStore, cursors: Cursors, limit: int, cursor: str | None, now: datetime
) -> Page[TagResource]:
    """By name, each with its count. A page may be short. Raises InvalidRequest for a cursor of another list."""
    question = f"tags of {owner}"
    after = cursors.read(cursor, of=question)["tag"] if cursor else None
    records, last = tags.page(owner, after=after, limit=limit)
    counts = in_parallel(lambda record: tags.count(owner, record.tag), records)
    shown = []
    for record, count in zip(records, counts, strict=True):
        if record.retired_at is None or count:
            shown.append(_resource(record, count))
        else:
            tags.forget(owner, record, now=now)
    return Page(data=shown, next_cursor=cursors.give({"tag": last}, of=question) if last else None)


def create_tag(owner: str, request: CreateTag, *, tags: TagStore, now: datetime) -> TagResource:
    """Raises Conflict if the tag exists."""
    record = TagRecord(
        tag=request.tag, color=request.color, description=request.description, created_at=now, updated_at=now
    )
    return _resource(tags.add(owner, record), tags.count(owner, request.tag))


def get_tag(owner: str, tag: str, *, tags: TagStore) -> TagResource:
    """Raises NotFound."""
    return _resource(*_standing(owner, tag, tags=tags))


def change_tag(
    owner: str, tag: str, request: ChangeTag, *, tags: TagStore, expected_version: int | None, now: datetime
) -> TagResource:
    """Raises NotFound, and PreconditionFailed if the expected version is not the current one."""
    change = request.model_dump(exclude_unset=True)
    if change.get("description", "") is None:
        del change["description"]
    return change_current(
        lambda: _standing(owner, tag, tags=tags),
        lambda standing: _resource(tags.change(owner, standing.record, change, now=now), standing.images),
        expected_version=expected_version,
        name=f"tag {tag}",
    )


def delete_tag(
    owner: str,
    tag: str,
    *,
    tags: TagStore,
    images: ImageStore,
    expected_version: int | None = None,
    out_of_time: Callable[[], bool] = lambda: False,
    now: datetime,
) -> None:
    """Removes the tag from all live images, each in its own transaction. Images in the bin keep it in their records.

    Raises NotFound, PreconditionFailed, or Unavailable if time runs out, with the number of images left. A repetition
    continues. An image that is tagged at the same moment may lose the tag again, or restore it.
    """
    _standing(owner, tag, tags=tags)
    tags.retire(owner, tag, expected_version=expected_version, now=now)
    take = partial(_take_unless_late, owner, tag, images=images, out_of_time=out_of_time, now=now)
    while image_ids := tags.images_with(owner, tag, limit=_AT_ONCE):
        if out_of_time():
            left = {"images_left": tags.count(owner, tag)}
            raise Unavailable(
                f"tag {tag} is being deleted; send the request again", retry_after_seconds=1, details=left
            )
        in_parallel(take, image_ids)


def tag_image(
    owner: str,
    image_id: str,
    *,
    add: frozenset[str] = _NO_TAGS,
    remove: frozenset[str] = _NO_TAGS,
    images: ImageStore,
    expected_version: int | None = None,
    now: datetime,
) -> Image:
    """The image with tags added and removed. Unchanged if it has them, or lacks them, already.

    Raises NotFound, LimitReached, and PreconditionFailed if the expected version is not the current one.
    """

    def tag(image: Image) -> Image:
        wanted = (image.tags | add) - remove
        if wanted == image.tags:
            return image
        if len(wanted) > MAX_TAGS and add:
            raise LimitReached(f"an image has at most {MAX_TAGS} tags")
        return images.change(image, {}, tags=wanted, now=now)

    return change_current(
        lambda: get_live_image(owner, image_id, images=images),
        tag,
        expected_version=expected_version,
        name=f"image {image_id}",
    )


def _take_unless_late(
    owner: str, tag: str, image_id: str, *, images: ImageStore, out_of_time: Callable[[], bool], now: datetime
) -> None:
    if out_of_time():
        return
    try:
        tag_image(owner, image_id, remove=frozenset({tag}), images=images, now=now)
    except (NotFound, ChangedMeanwhile):
        return  # in the bin, or changed again and again: the next check says whether it still has the tag


class _Standing(NamedTuple):
    record: TagRecord
    images: int
    """The number of live images with the tag."""

    @property
    def version(self) -> int:
        return self.record.version


def _standing(owner: str, tag: str, *, tags: TagStore) -> _Standing:
    """A tag's record and count. Raises NotFound for a deleted tag, unless an image still has it."""
    record = tags.find(owner, tag)
    count = tags.count(owner, tag) if record else 0
    if record is None or (record.retired_at and not count):
        raise NotFound(f"no tag {tag}")
    return _Standing(record, count)


def _resource(record: TagRecord, count: int) -> TagResource:
    return TagResource(**record.model_dump(exclude={"retired_at"}), count=count)
