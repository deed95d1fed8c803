"""functions/backup_consumer and its queue: changes of libraries, to buckets of their owners."""

from constructs import Construct

from schema import budgets
from schema.env.backup_consumer import BackupConsumerEnv
from schema.env.base import OFF
from stacks.parts.alarms import Graphs
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
                audit_table=storage.audit.table_name,
                originals_bucket=storage.originals.bucket_name,
                backup_queue_url=OFF,  # until there is one, below
                address_key_parameter=parameters.address_key,
                plans=on.settings.plans,
                backup_private_hosts=on.settings.backup_private_hosts,
            ),
            memory_mb=1024,
            timeout=budgets.BACKUP_CONSUMER_TIMEOUT,
        )
        # Notes how the backup stands, and which state of an image the bucket has. A restore writes whole records, and bytes.
        self.allow_table(storage.core, "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem")
        self.allow_table(storage.audit, "PutItem")
        self.allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], objects(storage.originals))
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
        self.function.add_environment("BACKUP_QUEUE_URL", self.work.queue.queue_url)
        self.work.admit(self)  # where the time of a call ends, the rest of a run goes back

    def graphs(self) -> Graphs:
        return {**super().graphs(), "Backups": [self.outcome("BackupDelayed", label="changes left to the night")]}
