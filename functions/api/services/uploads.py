"""How images arrive."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from functions.api.services.catalog import CatalogServices

if TYPE_CHECKING:
    from pixelflare.aws.multipart import MultipartUploads
    from pixelflare.aws.objects import ObjectStore
    from pixelflare.catalog import UploadLifecycle, UploadStore
    from pixelflare.imports import ImportDesk
    from pixelflare.uploads import ClaimServices, MultipartServices


class UploadServices(CatalogServices):
    @cached_property
    def uploads(self) -> "ObjectStore":
        from pixelflare.aws.objects import ObjectStore

        return ObjectStore(self.env.uploads_bucket)

    @cached_property
    def multipart(self) -> "MultipartUploads":
        from pixelflare.aws.multipart import MultipartUploads

        return MultipartUploads(self.env.uploads_bucket)

    @cached_property
    def originals(self) -> "ObjectStore":
        from pixelflare.aws.objects import ObjectStore

        return ObjectStore(self.env.originals_bucket)

    @cached_property
    def upload_lifecycle(self) -> "UploadLifecycle":
        from pixelflare.catalog import UploadLifecycle

        return UploadLifecycle(self._core)

    def claims(self, *, since: datetime) -> "ClaimServices":
        from pixelflare.uploads import ClaimServices

        return ClaimServices(self.images, self.upload_lifecycle, self.uploads, self.multipart, self.admissions, since)

    @cached_property
    def upload_store(self) -> "UploadStore":
        from pixelflare.catalog import UploadStore

        return UploadStore(self._core)

    @cached_property
    def multipart_services(self) -> "MultipartServices":
        from pixelflare.uploads import MultipartServices

        return MultipartServices(
            images=self.images, records=self.upload_store, uploads=self.uploads, multipart=self.multipart
        )

    @cached_property
    def imports(self) -> "ImportDesk":
        from pixelflare.aws.queues import Queue
        from pixelflare.imports import ImportDesk, ImportStore

        return ImportDesk(
            store=ImportStore(self._ephemeral),
            queue=Queue(self.env.import_queue_url),
            cursors=self.cursors,
            secret=lambda: self.parameters.secret(self.env.address_key_parameter),
        )

    def upload_token_key(self) -> bytes:
        return self.parameters.secret(self.env.upload_token_key_parameter)
