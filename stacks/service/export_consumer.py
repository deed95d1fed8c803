"""functions/export_consumer and its queue: everything that an owner has becomes ZIP files."""

from constructs import Construct

from schema import budgets
from schema.env.base import OFF
from schema.env.export_consumer import ExportConsumerEnv
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation, objects


class ExportConsumer(AppFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage = on.storage
        super().__init__(
            scope,
            "export_consumer",
            on.common,
            env=ExportConsumerEnv(
                core_table=storage.core.table_name,
                derived_table=storage.derived.table_name,
                ephemeral_table=storage.ephemeral.table_name,
                audit_table=storage.audit.table_name,
                originals_bucket=storage.originals.bucket_name,
                exports_bucket=storage.exports.bucket_name,
                export_queue_url=OFF,  # below: the queue is made for the function
            ),
            memory_mb=1024,
            timeout=budgets.EXPORT_TIMEOUT,
        )
        # All records of an owner, and what was recognised in images.
        self.allow_table(storage.core, "GetItem", "BatchGetItem", "Query")
        self.allow_table(storage.derived, "GetItem", "BatchGetItem", "Query")  # receipts
        self.allow_table(storage.audit, "Query")
        # The export, its files, and the names in them.
        self.allow_table(storage.ephemeral, "GetItem", "Query", "PutItem", "UpdateItem")
        self.allow(["s3:GetObject"], objects(storage.originals))
        # In parts; to remove files that nobody may have any more. It reads none of them.
        self.allow(["s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"], objects(storage.exports))
        # To find these, and one whose answer was lost. Without it, S3 answers 403 instead of 404 for a missing original.
        self.allow(["s3:ListBucket"], storage.originals.bucket_arn, storage.exports.bucket_arn)
        self.work = WorkQueue(
            scope,
            "Exports",
            consumer=self,
            dead_letters=on.common.dead_letters,
            batches=budgets.AWAITED,
        )
        self.work.admit(self)  # a run sends the message for the next
        self.function.add_environment("EXPORT_QUEUE_URL", self.work.queue.queue_url)
