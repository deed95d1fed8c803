"""An object of any length, written piece by piece: no more than a part of it is in memory."""

from dataclasses import dataclass, field
from types import TracebackType

from pixelflare.aws.clients import client
from pixelflare.aws.multipart import MultipartUploads, Part
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.errors import Unavailable

_PART_BYTES = 16 * 1024 * 1024
"""S3 takes 10,000 parts, of at least 5 MiB each but the last."""


@dataclass
class MultipartWriter:
    """There is no object until the block has ended well, and none if it has not. Raises Unavailable during an outage of S3."""

    bucket: str
    key: str
    content_type: str
    _upload_id: str = ""
    _parts: list[Part] = field(default_factory=list)
    _waiting: bytearray = field(default_factory=bytearray)
    _written: int = 0
    _is_over: bool = False

    def __enter__(self) -> "MultipartWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._close()
        else:
            self._abort()

    def write(self, data: bytes) -> int:
        if self._is_over:  # a ZIP file that is thrown away still writes its list
            return len(data)
        self._waiting += data
        self._written += len(data)
        while len(self._waiting) >= _PART_BYTES:
            self._send(bytes(self._waiting[:_PART_BYTES]))
            del self._waiting[:_PART_BYTES]
        return len(data)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        """Nothing: a part may not be short."""

    def _close(self) -> None:
        if self._waiting or not self._parts:
            self._send(bytes(self._waiting))
            self._waiting.clear()
        if self._uploads.complete(self.key, self._upload_id, self._parts):
            return
        # After a lost answer, the client library repeats the request and finds its own object.
        found = ObjectStore(self.bucket).all_listed(self.key)
        if [each.size_bytes for each in found] != [self._written]:
            raise Unavailable("the upload is gone; it begins anew", retry_after_seconds=1)

    def _abort(self) -> None:
        """Deletes what was sent."""
        self._is_over = True
        if self._upload_id:
            self._uploads.abort(self.key, self._upload_id)

    @property
    def _uploads(self) -> MultipartUploads:
        return MultipartUploads(self.bucket)

    @outages_are_unavailable("the storage")
    def _send(self, body: bytes) -> None:
        if not self._upload_id:
            self._upload_id = self._uploads.begin(self.key, content_type=self.content_type)
        number = len(self._parts) + 1
        answer = client("s3").upload_part(
            Bucket=self.bucket, Key=self.key, UploadId=self._upload_id, PartNumber=number, Body=body
        )
        self._parts.append(Part(number, len(body), str(answer["ETag"])))
