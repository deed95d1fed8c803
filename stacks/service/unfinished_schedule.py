"""functions/unfinished_schedule: uploads that nobody has taken on are announced anew."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from constructs import Construct

from schema.env.unfinished_schedule import UnfinishedScheduleEnv
from stacks.parts.scheduled_function import ScheduledFunction
from stacks.service.foundation import Foundation
from stacks.service.upload_consumer import UploadConsumer


class UnfinishedSchedule(ScheduledFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        bucket, uploads = on.storage.uploads, on.the(UploadConsumer).work
        super().__init__(
            scope,
            "unfinished_schedule",
            on.common,
            runs=events.Schedule.rate(Duration.hours(1)),
            env=UnfinishedScheduleEnv(uploads_bucket=bucket.bucket_name, upload_queue_url=uploads.queue.queue_url),
            memory_mb=512,
            at_start={"everything": True},  # a local cloud that was killed has lost what rules had told its queues
        )
        self.allow(["s3:ListBucket"], bucket.bucket_arn)
        uploads.admit(self)
