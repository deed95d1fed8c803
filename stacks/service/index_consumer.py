"""functions/index_consumer on the core table's stream: the search index follows the records, and models look at what is ready."""

from constructs import Construct

from schema import budgets
from schema.env.base import OFF
from schema.env.index_consumer import IndexConsumerEnv
from schema.keys.core import ABOUT_IMAGES, ALBUM, ALBUM_PROGRESS
from stacks.parts.function import AppFunction
from stacks.parts.parameters import core_stream
from stacks.parts.table_stream import TableStream
from stacks.service.classification_consumer import classification_queue
from stacks.service.foundation import Foundation
from stacks.service.variant_consumer import VariantConsumer


class IndexConsumer(AppFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        variants, classifications = on.the(VariantConsumer).work, classification_queue(on)
        storage = on.storage
        env = IndexConsumerEnv(
            core_table=storage.core.table_name,
            derived_table=storage.derived.table_name,
            variant_queue_url=variants.queue.queue_url,
            classification_queue_url=classifications.queue.queue_url if classifications else OFF,
        )
        super().__init__(
            scope,
            "index_consumer",
            on.common,
            env=env,
            memory_mb=512,
            timeout=budgets.INDEX_CONSUMER_TIMEOUT,
            seconds_per={"upload": 0.3},
        )
        self.allow_table(
            storage.core, "GetItem", "Query", "PutItem", "DeleteItem"
        )  # the last two for progress in an album
        self.allow_table(storage.derived, "GetItem", "PutItem", "UpdateItem", "DeleteItem")
        variants.admit(self)  # for pictures whose watermark has changed
        if classifications:
            classifications.admit(self)
        self.changes = TableStream(
            scope,
            "Changes",
            table=storage.core,
            stream_parameter=core_stream(scope),
            consumer=self,
            sort_keys=(*ABOUT_IMAGES, ALBUM, ALBUM_PROGRESS),
            dead_letters=on.common.dead_letters,
        )
