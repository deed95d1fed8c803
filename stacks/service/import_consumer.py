"""functions/import_consumer and its queue: pictures are fetched from where they are today."""

from constructs import Construct

from schema import budgets
from schema.env.base import OFF
from schema.env.import_consumer import ImportConsumerEnv
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation, objects
from stacks.service.notice_consumer import NoticeConsumer
from stacks.service.webhook_delivery_consumer import WebhookDeliveryConsumer


class ImportConsumer(AppFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, parameters = on.storage, on.parameters
        told = {"webhook": on.the(WebhookDeliveryConsumer).work, "notice": on.the(NoticeConsumer).work}
        super().__init__(
            scope,
            "import_consumer",
            on.common,
            env=ImportConsumerEnv(
                core_table=storage.core.table_name,
                ephemeral_table=storage.ephemeral.table_name,
                audit_table=storage.audit.table_name,
                uploads_bucket=storage.uploads.bucket_name,
                import_queue_url=OFF,  # below: the queue is made for the function
                address_key_parameter=parameters.address_key,
                notices=on.settings.sends_notices,
                **{f"{name}_queue_url": work.queue.queue_url for name, work in told.items()},
                **on.settings._asdict(),  # those that the model has
            ),
            memory_mb=1024,
            timeout=budgets.IMPORT_TIMEOUT,
        )
        self._use_tables(on)
        # To take a reservation's place that nothing came for, parts of it included.
        self.allow(["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], objects(storage.uploads))
        self.allow(["s3:ListBucket"], storage.uploads.bucket_arn)
        # Opens the credentials of sources.
        self.allow(["ssm:GetParameters"], parameters.arn(parameters.address_key))
        for work in told.values():
            work.admit(self)  # of an import's end
        self.work = WorkQueue(
            scope,
            "Imports",
            consumer=self,
            dead_letters=on.common.dead_letters,
            batches=budgets.AWAITED,
        )
        self.work.admit(self)  # a run sends the message for the next
        self.function.add_environment("IMPORT_QUEUE_URL", self.work.queue.queue_url)

    def _use_tables(self, on: Foundation) -> None:
        storage = on.storage
        # A reservation, as an upload by hand makes it, and what it refers to.
        self.allow_table(storage.core, "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")
        # The import, and its pictures.
        self.allow_table(
            storage.ephemeral, "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"
        )
        self.allow_table(storage.audit, "PutItem")
