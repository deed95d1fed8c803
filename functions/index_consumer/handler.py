"""Follows the core table's stream: search index, history of paths, and what images cost say what the records say, and models
look at what has become ready. Pictures with a changed watermark are made again."""

from collections.abc import Callable
from functools import partial
from typing import Any

from functions.index_consumer.services import Services
from pixelflare.changes import (
    ImageChange,
    is_newly_ready,
    is_searched,
    read_change,
    watermarks_of,
)
from pixelflare.entry.function import with_services
from pixelflare.entry.stream import follow
from pixelflare.search import index_album, index_image, read_album
from schema.env.index_consumer import IndexConsumerEnv
from schema.messages.classification import ClassificationRequested
from schema.messages.variants import WatermarkChanged


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    done: set[tuple[str, str]] = set()  # several changes of an image are one entry: it says what the record says now

    def on_change(change: ImageChange) -> None:
        services.path_history.note(change)
        services.cost_records.note(change)
        about = change.owner, change.image_id
        if about not in done and is_searched(change):
            index_image(*about, images=services.images, albums=services.albums, index=services.index)
            done.add(about)
        if services.classifications and is_newly_ready(change):
            services.classifications.send(ClassificationRequested(image_id=change.image_id, owner=change.owner))
        for watermark in watermarks_of(change):
            services.variant_queue.send(WatermarkChanged(owner=change.owner, watermark=watermark))

    def work(record: dict[str, Any]) -> Callable[[], None] | None:
        if step := read_album(record):
            return partial(
                index_album,
                step,
                images=services.images,
                albums=services.albums,
                index=services.index,
                progress=services.album_progress,
            )
        change = read_change(record)
        return partial(on_change, change) if change else None

    return follow(event, context, parse=work, act=lambda do: do())


lambda_handler = with_services(handle, lambda: Services(IndexConsumerEnv.read()))
