"""How images arrive."""

from datetime import datetime
from functools import cached_property

from functions.api.services.catalog import CatalogServices
from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.catalog import UploadLifecycle, UploadStore
from pixelflare.uploads import ClaimServices, MultipartServices


class UploadServices(CatalogServices):
    @cached_property
    def uploads(self) -> ObjectStore:
        return ObjectStore(self.env.uploads_bucket)

    @cached_property
    def multipart(self) -> MultipartUploads:
        return MultipartUploads(self.env.uploads_bucket)

    @cached_property
    def originals(self) -> ObjectStore:
        return ObjectStore(self.env.originals_bucket)

    @cached_property
    def upload_lifecycle(self) -> UploadLifecycle:
        return UploadLifecycle(self._core)

    def claims(self, *, since: datetime) -> ClaimServices:
        return ClaimServices(self.images, self.upload_lifecycle, self.uploads, self.multipart, self.admissions, since)

    @cached_property
    def upload_store(self) -> UploadStore:
        return UploadStore(self._core)

    @cached_property
    def multipart_services(self) -> MultipartServices:
        return MultipartServices(
            images=self.images, records=self.upload_store, uploads=self.uploads, multipart=self.multipart
        )

    def upload_token_key(self) -> bytes:
        return self.parameters.secret(self.env.upload_token_key_parameter)
