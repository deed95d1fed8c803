"""functions/variant_consumer and its queue: variants are made ahead, made smaller, and taken back."""

from constructs import Construct

from schema import budgets
from schema.env.cpu import ONE_CPU_MB
from schema.env.variant_consumer import VariantConsumerEnv
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation, objects


class VariantConsumer(AppFunction):
    purges_edge = True

    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, parameters = on.storage, on.parameters
        env = VariantConsumerEnv(
            core_table=storage.core.table_name,
            audit_table=storage.audit.table_name,
            ephemeral_table=storage.ephemeral.table_name,
            originals_bucket=storage.originals.bucket_name,
            public_bucket=storage.public.bucket_name,
            private_bucket=storage.private.bucket_name,
            distribution_id_parameter=parameters.distribution_id,
        )
        super().__init__(
            scope,
            "variant_consumer",
            on.common,
            env=env,
            memory_mb=ONE_CPU_MB,
            timeout=budgets.VARIANT_CONSUMER_TIMEOUT,
            seconds_per={"upload": 5},
        )
        self._use(on)
        self.work = WorkQueue(
            scope,
            "Variants",
            consumer=self,
            max_concurrency=on.settings.consumer_concurrency,
            alarms=on.common.alarms,
            dead_letters=on.common.dead_letters,
            batches=budgets.AWAITED,
        )

    def _use(self, on: Foundation) -> None:
        storage, parameters = on.storage, on.parameters
        self.allow_table(storage.core, "GetItem", "UpdateItem")
        self.allow_table(storage.audit, "PutItem")
        # Leases; how often pictures are asked for; how often the edge is told of smaller ones; which bear a watermark.
        self.allow_table(storage.ephemeral, "PutItem", "UpdateItem", "DeleteItem", "Query")
        on.allow_publishing(self)
        # To take back what the record does not say any more, and have the edge forget it; where a path may be
        # another's by now, the metadata tell whose it is.
        self.allow(["s3:DeleteObject"], *map(objects, on.served))
        self.allow(["s3:GetObject"], objects(storage.public))
        # To compare a smaller picture with the one whose place it takes.
        self.allow(["s3:GetObject"], objects(storage.private))
        self.allow(["ssm:GetParameters"], parameters.arn(parameters.distribution_id))
