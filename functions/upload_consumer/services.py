"""What uploads are accepted with, made from the function's environment."""

from functools import cached_property

from pixelflare.accounts import Standings, UserStore
from pixelflare.audit import AuditLog
from pixelflare.aws.faces import FaceDetector
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.catalog import AlbumStore, ImageStore, ModerationStore, UploadLifecycle, UploadStore
from pixelflare.uploads import AcceptServices, Holding
from schema.env.upload_consumer import UploadConsumerEnv


class Services:
    def __init__(self, env: UploadConsumerEnv) -> None:
        self.env = env

    @cached_property
    def accept(self) -> AcceptServices:
        core = self._core
        return AcceptServices(
            images=self.images,
            lifecycle=UploadLifecycle(core),
            records=UploadStore(core),
            uploads=ObjectStore(self.env.uploads_bucket),
            originals=ObjectStore(self.env.originals_bucket),
            standings=Standings(UserStore(core)),
            audit=AuditLog(Table(self.env.audit_table), cursor_key=bytes),  # it gives no pages
            variant_queue=self.variant_queue,
            holding=self.holding,
            max_jpeg_pixels=self.env.max_jpeg_pixels,
            faces=FaceDetector() if self.env.face_detection else None,
        )

    @cached_property
    def holding(self) -> Holding:
        return Holding(
            albums=AlbumStore(self._core),
            images=self.images,
            moderations=ModerationStore(self._core),
            variant_queue=self.variant_queue,
            audit=AuditLog(Table(self.env.audit_table), cursor_key=bytes),  # it gives no pages
            everything=self.env.hold_until_moderated,
        )

    @cached_property
    def images(self) -> ImageStore:
        return ImageStore(self._core)

    @cached_property
    def variant_queue(self) -> Queue:
        return Queue(self.env.variant_queue_url)

    @cached_property
    def _core(self) -> Table:
        return Table(self.env.core_table)
