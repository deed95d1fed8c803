"""Which images have variants with a watermark, and having those made again when the watermark changes."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from pixelflare.base.observability import logger
from pixelflare.base.parallel import in_parallel
from schema.keys import Key
from schema.keys.cache_tags import watermark_tag
from schema.keys.ephemeral import marked_key
from schema.messages.variants import WatermarkChanged

if TYPE_CHECKING:
    from pixelflare.variants.services import PublishServices

_AT_ONCE = 50


class MarkedImage(NamedTuple):
    image_id: str
    noted_at: str


class MarkedImages:
    """Rows in the ephemeral table that do not expire: one for an image and a watermark, however many variants."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def note(self, owner: str, watermark: str, image_id: str, *, now: datetime) -> None:
        """Under a lease of the image, before the watermark is read: so no variant is without its row."""
        self._table.put(marked_key(owner, watermark, image_id) | {"noted_at": text_of(now)})

    def with_mark(self, owner: str, watermark: str) -> Iterator[list[MarkedImage]]:
        """All images, some at a time."""
        partition = Condition("#pk = :pk", {":pk": marked_key(owner, watermark, "")["pk"]})
        after: Key | None = None
        while True:
            page = self._table.query(partition, limit=_AT_ONCE, after=after, consistent=True)
            if page.items:
                yield [MarkedImage(item["sk"], item["noted_at"]) for item in page.items]
            after = page.last_key
            if after is None:
                return

    def forget(self, owner: str, watermark: str, marked: MarkedImage) -> None:
        """Unless another variant was noted meanwhile."""
        same = Condition("#noted_at = :noted_at", {":noted_at": marked.noted_at})
        with suppress(ConditionFailed):
            self._table.delete(marked_key(owner, watermark, marked.image_id), only_if=same)


def renew_marked(message: WatermarkChanged, services: "PublishServices", *, now: datetime) -> None:
    """Deletes the variants with this watermark, and has the edge forget them: a viewer who asks gets them with the new one.

    Whoever began with the old one is waited for. Raises Unavailable if that takes too long; what is done stays done.
    """
    owner, watermark = message.owner, message.watermark

    def clear(marked: MarkedImage) -> None:
        services.publish_leases.wait_for_others(marked.image_id, now=now)
        image = services.images.find(owner, marked.image_id)
        if image is not None:
            services.variant_store.forget_marked(image, watermark)

    for some in services.marked.with_mark(owner, watermark):
        in_parallel(clear, some)
        services.edge.purge(tags=[watermark_tag(owner, watermark)])
        in_parallel(lambda marked: services.marked.forget(owner, watermark, marked), some)
        logger.info("variants with a watermark forgotten", watermark=watermark, images=len(some))
