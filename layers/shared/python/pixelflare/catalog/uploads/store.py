"""What uploads refer to, and multipart uploads in the records of reserved images. The table decides by conditions."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import BATCH_GET_LIMIT, ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.catalog.claims.names import path_taken
from pixelflare.catalog.images.rows import due_of, held_by
from pixelflare.catalog.uploads.existing import Existing
from schema.identity.users import Settings, User
from schema.keys.core import (
    album_key,
    content_prefix,
    image_key,
    owner_partition,
    path_key,
    tag_record_key,
    user_key,
)
from schema.library.images import Image, ImageStatus
from schema.library.multipart import UploadInParts
from schema.limits import RESERVATION_SECONDS

_RESERVED = {":reserved": ImageStatus.RESERVED.value}


class UploadStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def existing(self, owner: str, *, albums: Collection[str], tags: Collection[str]) -> Existing:
        """The settings and those of the names that exist, by one consistent read. It asks for 99 names at most."""
        names = [*(album_key(owner, slug) for slug in albums), *(tag_record_key(owner, tag) for tag in tags)]
        found = {item["sk"]: item for item in self._table.get_many([user_key(owner), *names[: BATCH_GET_LIMIT - 1]])}
        user = found.get(user_key(owner)["sk"])
        return Existing(
            User.model_validate(user).settings if user else Settings(),
            frozenset(slug for slug in albums if album_key(owner, slug)["sk"] in found),
            frozenset(tag for tag in tags if _stands(found.get(tag_record_key(owner, tag)["sk"]))),
        )

    def begin_parts(self, image: Image, upload: UploadInParts, *, now: datetime) -> bool:
        """Records a multipart upload in place of the one that was read, and keeps the path as long.

        False if the image has got its bytes, or another such upload, since it was read. Raises PathTaken.
        """
        due = due_of(image.model_copy(update={"parts": upload}))
        change = {"parts": upload.model_dump(mode="json"), "updated_at": text_of(now), **due}
        try:
            self._table.transact(
                [
                    self._table.updating(
                        image_key(image.owner, image.image_id), set_=change, add={"version": 1}, only_if=_as_read(image)
                    ),
                    self._table.updating(
                        path_key(image.image_path),
                        set_={"reserved_until": text_of(upload.expires_at)},
                        only_if=held_by(image),
                    ),
                ]
            )
        except TransactionRefused as refused:
            if 0 in refused.failed:
                return False
            raise path_taken(image.image_path, holder=refused.failed[1]) from refused
        return True

    def oldest_with(self, owner: str, sha256: str, *, besides: str) -> str | None:
        """The id of the owner's oldest other image with these bytes, live or in the bin. Two uploads at once may miss
        each other."""
        with_content = Condition(
            "#pk = :pk AND begins_with(#sk, :prefix)",
            {":pk": owner_partition(owner), ":prefix": content_prefix(sha256)},
        )
        found = self._table.query(with_content, limit=2, consistent=True).items
        ids = [str(item["sk"]).rpartition("#")[2] for item in found]
        return next((image_id for image_id in ids if image_id != besides), None)

    def end_parts(self, image: Image, *, now: datetime) -> None:
        """Removes the multipart upload that was read. The path stays as long as for any reservation."""
        until = image.created_at + timedelta(seconds=RESERVATION_SECONDS)
        ours = held_by(image)
        reserved = Condition(f"{ours.expression} AND attribute_exists(#reserved_until)", ours.values)
        with suppress(ConditionFailed):  # another image has the path, or it is permanent
            self._table.update(path_key(image.image_path), set_={"reserved_until": text_of(until)}, only_if=reserved)
        with suppress(ConditionFailed):  # gone, accepted, or in another such upload, so nothing to change
            self._table.update(
                image_key(image.owner, image.image_id),
                set_={"updated_at": text_of(now), **due_of(image.model_copy(update={"parts": None}))},
                add={"version": 1},
                remove=["parts"],
                only_if=_as_read(image),
            )


def _stands(tag_record: Item | None) -> bool:
    return tag_record is not None and "retired_at" not in tag_record


def _as_read(image: Image) -> Condition:
    """Still without bytes, and in the same upload as when it was read."""
    if image.parts is None:
        return Condition("#status = :reserved AND attribute_not_exists(#parts)", _RESERVED)
    return Condition(
        "#status = :reserved AND #parts.#upload_id = :upload_id", _RESERVED | {":upload_id": image.parts.upload_id}
    )
