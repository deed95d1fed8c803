"""functions/upload_consumer and its queue: what arrives in quarantine is accepted or rejected."""

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from schema import budgets
from schema.env.cpu import CHECKING_MB
from schema.env.upload_consumer import UploadConsumerEnv
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation, objects
from stacks.service.variant_consumer import VariantConsumer


class UploadConsumer(AppFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, variants = on.storage, on.the(VariantConsumer).work
        env = UploadConsumerEnv(
            core_table=storage.core.table_name,
            audit_table=storage.audit.table_name,
            uploads_bucket=storage.uploads.bucket_name,
            originals_bucket=storage.originals.bucket_name,
            variant_queue_url=variants.queue.queue_url,
            max_jpeg_pixels=on.settings.max_jpeg_megapixels * 1_000_000,
            face_detection=on.settings.face_detection,
            hold_until_moderated=on.settings.hold_until_moderated,
        )
        super().__init__(
            scope,
            "upload_consumer",
            on.common,
            env=env,
            memory_mb=CHECKING_MB,
            timeout=budgets.UPLOAD_CONSUMER_TIMEOUT,
            seconds_per={"upload": 2},
        )
        self.allow_table(storage.core, "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")
        self.allow_table(storage.audit, "PutItem")
        self.allow(["s3:GetObject", "s3:DeleteObject"], objects(storage.uploads))
        # Without it S3 says 403 instead of 404 for an object that an earlier run has removed.
        self.allow(["s3:ListBucket"], storage.uploads.bucket_arn, storage.originals.bucket_arn)
        self.allow(["s3:PutObject", "s3:DeleteObject"], objects(storage.originals))
        variants.admit(self)
        if on.settings.face_detection:
            self.allow(["rekognition:DetectFaces"], "*")  # it knows no resources: the picture comes with the call
        self.work = WorkQueue(
            scope,
            "Uploads",
            consumer=self,
            max_concurrency=on.settings.consumer_concurrency,
            alarms=on.common.alarms,
            batches=budgets.AWAITED,
        )
        self._take_arrivals(scope, on)

    def _take_arrivals(self, scope: Construct, on: Foundation) -> None:
        """Every object that arrives in quarantine becomes a message. Rule and queue in two stacks would be a circle."""
        events.Rule(
            scope,
            "UploadArrived",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={"bucket": {"name": [on.storage.uploads.bucket_name]}},
            ),
            targets=[targets.SqsQueue(self.work.queue, dead_letter_queue=self.work.dead_letters)],
        )
