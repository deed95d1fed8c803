"""What follows changes works with, made from the function's environment."""

from functools import cached_property

from pixelflare.analytics import PathHistory
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.catalog import AlbumStore, ImageStore
from pixelflare.costs import CostRecords
from pixelflare.search import AlbumProgress, SearchIndex
from schema.env.base import OFF
from schema.env.index_consumer import IndexConsumerEnv


class Services:
    def __init__(self, env: IndexConsumerEnv) -> None:
        self.env = env

    @cached_property
    def images(self) -> ImageStore:
        return ImageStore(Table(self.env.core_table))

    @cached_property
    def albums(self) -> AlbumStore:
        return AlbumStore(Table(self.env.core_table))

    @cached_property
    def album_progress(self) -> AlbumProgress:
        return AlbumProgress(Table(self.env.core_table))

    @cached_property
    def index(self) -> SearchIndex:
        return SearchIndex(Table(self.env.derived_table))

    @cached_property
    def classifications(self) -> Queue | None:
        url = self.env.classification_queue_url
        return None if url == OFF else Queue(url)

    @cached_property
    def variant_queue(self) -> Queue:
        return Queue(self.env.variant_queue_url)

    @cached_property
    def path_history(self) -> PathHistory:
        return PathHistory(Table(self.env.derived_table))

    @cached_property
    def cost_records(self) -> CostRecords:
        return CostRecords(Table(self.env.derived_table))
