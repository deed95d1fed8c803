"""functions/cleanup_schedule: expiry, the bin's retention, abandoned uploads, objects that no record knows."""

from aws_cdk import aws_events as events
from constructs import Construct

from schema.env.base import OFF
from schema.env.cleanup_schedule import CleanupScheduleEnv
from schema.keys.core import BY_ALBUM_OR_BIN
from schema.keys.due import BY_DUE
from stacks.parts.alarms import Graphs
from stacks.parts.scheduled_function import ScheduledFunction
from stacks.service.classification_consumer import classification_queue
from stacks.service.custom_domain_consumer import CustomDomainConsumer
from stacks.service.foundation import Foundation, objects
from stacks.service.variant_consumer import VariantConsumer


class CleanupSchedule(ScheduledFunction):
    purges_edge = True

    def __init__(self, scope: Construct, on: Foundation) -> None:
        variants, classifications = on.the(VariantConsumer).work, classification_queue(on)
        storage, parameters, domains = on.storage, on.parameters, on.the(CustomDomainConsumer).work
        env = CleanupScheduleEnv(
            core_table=storage.core.table_name,
            ephemeral_table=storage.ephemeral.table_name,
            audit_table=storage.audit.table_name,
            derived_table=storage.derived.table_name,
            uploads_bucket=storage.uploads.bucket_name,
            originals_bucket=storage.originals.bucket_name,
            public_bucket=storage.public.bucket_name,
            private_bucket=storage.private.bucket_name,
            exports_bucket=storage.exports.bucket_name,
            variant_queue_url=variants.queue.queue_url,
            domain_queue_url=domains.queue.queue_url,
            classification_queue_url=classifications.queue.queue_url if classifications else OFF,
            meaning_index=on.meaning_index,
            distribution_id_parameter=parameters.distribution_id,
            user_pool_id=storage.users.user_pool_id,
            bin_days=on.settings.bin_days,
        )
        super().__init__(
            scope,
            "cleanup_schedule",
            on.common,
            # Not a rate: one of these runs is that of 02:00, which also looks for orphans.
            runs=events.Schedule.cron(minute="0/5"),
            env=env,
            memory_mb=512,
            seconds_per={"cleanup": 0.5},
        )
        self._use_tables(on)
        self._use_buckets(on)
        variants.admit(self)  # for presets that nobody makes
        domains.admit(self)  # for domains whose pause is longer than a queue's
        if classifications:
            classifications.admit(self)  # for verdicts that do not come
        on.allow_vectors(self, "DeleteVectors")
        # What an interrupted change has left at the edge.
        self.allow(["ssm:GetParameters"], parameters.arn(parameters.distribution_id))

    def graphs(self) -> Graphs:
        return {**super().graphs(), "Moderation": [self.outcome("HeldTooLong", label="held for 30 minutes")]}

    def _use_tables(self, on: Foundation) -> None:
        storage = on.storage
        core = storage.core.table_arn
        self.allow_table(storage.core, "GetItem", "PutItem", "UpdateItem", "DeleteItem")
        # What is due, the bin by the time of deletion, and the counts of a deleted tag.
        self.allow(["dynamodb:Query"], core, f"{core}/index/{BY_DUE}", f"{core}/index/{BY_ALBUM_OR_BIN}")
        # Leases; how far the search for orphans has come.
        self.allow_table(storage.ephemeral, "GetItem", "PutItem", "Query")
        self.allow_table(storage.derived, "GetItem", "PutItem", "UpdateItem", "DeleteItem")
        self.allow_table(storage.audit, "PutItem")
        # What is left of a deleted account, and who signed in to it: docs/decisions/0068.
        self.allow(["cognito-idp:AdminDeleteUser"], storage.users.user_pool_arn)
        self.allow(["dynamodb:Scan"], core, storage.derived.table_arn)

    def _use_buckets(self, on: Foundation) -> None:
        storage = on.storage
        self.allow(["s3:AbortMultipartUpload"], objects(storage.uploads))
        every = (storage.uploads, storage.originals, storage.exports, *on.served)
        self.allow(["s3:ListBucket"], *(bucket.bucket_arn for bucket in every))
        self.allow(["s3:DeleteObject"], *map(objects, (storage.originals, storage.exports, *on.served)))
        # To tell by the metadata whose they are, where a path may be another's by now.
        self.allow(["s3:GetObject"], objects(storage.public))
