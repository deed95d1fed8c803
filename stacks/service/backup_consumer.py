"""functions/backup_consumer and its queue: changes of libraries, to buckets of their owners."""

from constructs import Construct

from schema import budgets
from schema.env.backup_consumer import BackupConsumerEnv
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation, objects


class BackupConsumer(AppFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, parameters = on.storage, on.parameters
        super().__init__(
            scope,
            "backup_consumer",
            on.common,
            env=BackupConsumerEnv(
                core_table=storage.core.table_name,
                originals_bucket=storage.originals.bucket_name,
                address_key_parameter=parameters.address_key,
                backup_private_hosts=on.settings.backup_private_hosts,
            ),
            memory_mb=1024,
            timeout=budgets.BACKUP_CONSUMER_TIMEOUT,
        )
        self.allow_table(storage.core, "GetItem", "Query")  # a query for albums and tags
        self.allow(["s3:GetObject"], objects(storage.originals))
        self.allow(["s3:ListBucket"], storage.originals.bucket_arn)
        # Opens the owners' credentials.
        self.allow(["ssm:GetParameters"], parameters.arn(parameters.address_key))
        self.work = WorkQueue(
            scope,
            "Backups",
            consumer=self,
            dead_letters=on.common.dead_letters,
            batches=budgets.BACKUPS,
        )
