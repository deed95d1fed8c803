"""functions/unfinished_schedule: uploads that nobody has taken on are announced anew."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from constructs import Construct

from schema.env.unfinished_schedule import UnfinishedScheduleEnv
from stacks.parts.scheduled_function import ScheduledFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation


class UnfinishedSchedule(ScheduledFunction):
    def __init__(self, scope: Construct, on: Foundation, *, uploads: WorkQueue, variants: WorkQueue) -> None:
        storage = on.storage
        env = UnfinishedScheduleEnv(
            core_table=storage.core.table_name,
            uploads_bucket=storage.uploads.bucket_name,
            upload_queue_url=uploads.queue.queue_url,
            variant_queue_url=variants.queue.queue_url,
        )
        super().__init__(
            scope,
            "unfinished_schedule",
            on.common,
            runs=events.Schedule.rate(Duration.hours(1)),
            env=env,
            memory_mb=512,
            at_start={"everything": True},  # a local cloud that was killed has lost what its queues were told by rules
        )
        self.allow(["s3:ListBucket"], storage.uploads.bucket_arn)
        self.allow_table(storage.core, "Scan")
        uploads.admit(self)
        variants.admit(self)
