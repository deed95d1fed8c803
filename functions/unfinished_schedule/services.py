"""What unfinished uploads are found and announced with, made from the function's environment."""

from functools import cached_property

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.catalog import UploadStore
from pixelflare.uploads import UnfinishedServices
from schema.env.unfinished_schedule import UnfinishedScheduleEnv


class Services:
    def __init__(self, env: UnfinishedScheduleEnv) -> None:
        self.env = env

    @cached_property
    def unfinished(self) -> UnfinishedServices:
        return UnfinishedServices(
            records=UploadStore(Table(self.env.core_table)),
            uploads=ObjectStore(self.env.uploads_bucket),
            uploads_bucket=self.env.uploads_bucket,
            upload_queue=Queue(self.env.upload_queue_url),
            variant_queue=Queue(self.env.variant_queue_url),
        )
