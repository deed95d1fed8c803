"""What uploads are accepted with, made from the function's environment."""

from functools import cached_property

from pixelflare.accounts import Standings, UserStore
from pixelflare.audit import AuditLog
from pixelflare.aws.faces import FaceDetector
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.catalog import ImageStore, UploadLifecycle, UploadStore
from pixelflare.uploads import AcceptServices
from schema.env.upload_consumer import UploadConsumerEnv


class Services:
    def __init__(self, env: UploadConsumerEnv) -> None:
        self.env = env

    @cached_property
    def accept(self) -> AcceptServices:
        core = Table(self.env.core_table)
        return AcceptServices(
            images=ImageStore(core),
            lifecycle=UploadLifecycle(core),
            records=UploadStore(core),
            uploads=ObjectStore(self.env.uploads_bucket),
            originals=ObjectStore(self.env.originals_bucket),
            standings=Standings(UserStore(core)),
            audit=AuditLog(Table(self.env.audit_table), cursor_key=bytes),  # it gives no pages
            variant_queue=Queue(self.env.variant_queue_url),
            max_jpeg_pixels=self.env.max_jpeg_pixels,
            faces=FaceDetector() if self.env.face_detection else None,
        )
