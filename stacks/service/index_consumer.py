"""functions/index_consumer and its queue: the search index follows the records."""

from constructs import Construct

from schema import budgets
from schema.env.index_consumer import IndexConsumerEnv
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation


class IndexConsumer(AppFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage = on.storage
        env = IndexConsumerEnv(core_table=storage.core.table_name, derived_table=storage.derived.table_name)
        super().__init__(
            scope,
            "index_consumer",
            on.common,
            env=env,
            memory_mb=512,
            timeout=budgets.INDEX_CONSUMER_TIMEOUT,
            seconds_per={"upload": 0.3},
        )
        self.allow_table(storage.core, "GetItem")
        self.allow_table(storage.derived, "GetItem", "PutItem", "DeleteItem")
        self.work = WorkQueue(scope, "Index", consumer=self, max_concurrency=10, alarms=on.common.alarms)
