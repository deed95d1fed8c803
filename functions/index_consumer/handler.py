"""Follows the core table's stream: search index, history of paths, and what images cost say what the records say."""

from functools import cached_property
from typing import Any

from pixelflare.analytics import PathHistory
from pixelflare.aws.table import Table
from pixelflare.catalog import ImageStore
from pixelflare.changes import ImageChange, is_searched, read_change
from pixelflare.costs import CostRecords
from pixelflare.entry.function import with_services
from pixelflare.entry.stream import follow
from pixelflare.search import SearchIndex, index_image
from schema.env.index_consumer import IndexConsumerEnv


class Services:
    def __init__(self, env: IndexConsumerEnv) -> None:
        self.env = env

    @cached_property
    def images(self) -> ImageStore:
        return ImageStore(Table(self.env.core_table))

    @cached_property
    def index(self) -> SearchIndex:
        return SearchIndex(Table(self.env.derived_table))

    @cached_property
    def path_history(self) -> PathHistory:
        return PathHistory(Table(self.env.derived_table))

    @cached_property
    def cost_records(self) -> CostRecords:
        return CostRecords(Table(self.env.derived_table))


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    done: set[tuple[str, str]] = set()  # several changes of an image are one entry: it says what the record says now

    def on_change(change: ImageChange) -> None:
        services.path_history.note(change)
        services.cost_records.note(change)
        about = change.owner, change.image_id
        if about not in done and is_searched(change):
            index_image(*about, images=services.images, index=services.index)
            done.add(about)

    return follow(event, context, parse=read_change, act=on_change)


lambda_handler = with_services(handle, lambda: Services(IndexConsumerEnv.read()))
