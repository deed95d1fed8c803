"""functions/change_feed on the core table's stream: queues are told of changed images."""

from constructs import Construct

from schema import budgets
from schema.env.change_feed import ChangeFeedEnv
from schema.keys.core import ABOUT_IMAGES
from stacks.parts.function import AppFunction
from stacks.parts.table_stream import TableStream
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation


class ChangeFeed(AppFunction):
    def __init__(self, scope: Construct, on: Foundation, *, index: WorkQueue) -> None:
        super().__init__(
            scope,
            "change_feed",
            on.common,
            env=ChangeFeedEnv(index_queue_url=index.queue.queue_url),
            memory_mb=512,
            timeout=budgets.CHANGE_FEED_TIMEOUT,
            seconds_per={"upload": 0.1},
        )
        index.admit(self)
        self.changes = TableStream(
            scope,
            "Changes",
            table=on.storage.core,
            consumer=self,
            sort_keys=ABOUT_IMAGES,
            alarms=on.common.alarms,
        )
