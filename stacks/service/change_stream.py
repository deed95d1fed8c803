"""functions/change_stream, the second reader of the core table's stream: events, to the queues of those who want them.

DynamoDB lets two readers share a shard; there is no room for a third, so whatever else wants to follow has a queue here.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
"""

from constructs import Construct

from schema import budgets
from schema.env.change_stream import ChangeStreamEnv
from schema.keys.backups import RESTORE
from schema.keys.core import ALBUM, API_KEY, BACKUP_RUN, BIN, DOMAINS, LIVE, QUOTA, SHARE, TAG, USER, WEBHOOK
from schema.keys.members import MEMBER
from stacks.parts.function import AppFunction
from stacks.parts.parameters import core_stream
from stacks.parts.table_stream import TableStream
from stacks.service.backup_consumer import BackupConsumer
from stacks.service.foundation import Foundation
from stacks.service.notice_consumer import NoticeConsumer
from stacks.service.webhook_delivery_consumer import WebhookDeliveryConsumer

_TOLD = (LIVE, BIN, ALBUM, TAG, USER, SHARE, MEMBER, DOMAINS, WEBHOOK, BACKUP_RUN, QUOTA, RESTORE, API_KEY)
"""How the sort keys of the rows begin that events are read from."""


class ChangeStream(AppFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        core, backups, webhooks = on.storage.core, on.the(BackupConsumer).work, on.the(WebhookDeliveryConsumer).work
        notices = on.the(NoticeConsumer).work
        super().__init__(
            scope,
            "change_stream",
            on.common,
            env=ChangeStreamEnv(
                core_table=core.table_name,
                backup_queue_url=backups.queue.queue_url,
                webhook_queue_url=webhooks.queue.queue_url,
                notice_queue_url=notices.queue.queue_url,
                notices=on.settings.sends_notices,
            ),
            memory_mb=256,
            timeout=budgets.CHANGE_STREAM_TIMEOUT,
            seconds_per={"upload": 0.05},
        )
        self.allow_table(core, "GetItem")  # who wants an owner's events
        backups.admit(self)
        webhooks.admit(self)
        notices.admit(self)
        self.changes = TableStream(
            scope,
            "Events",
            table=core,
            stream_parameter=core_stream(scope),
            consumer=self,
            sort_keys=_TOLD,
            dead_letters=on.common.dead_letters,
        )
