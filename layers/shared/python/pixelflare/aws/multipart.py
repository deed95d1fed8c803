"""S3 multipart uploads: this module starts and ends them, and anyone with a part's address sends the part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from botocore.exceptions import ClientError

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.errors import Conflict

_WHAT = "the storage"
_GONE = frozenset({"NoSuchUpload", "404", "NotFound"})
_THERE_ALREADY = frozenset({"PreconditionFailed", "412"})
_NOT_AS_LISTED = frozenset({"InvalidPart", "InvalidPartOrder", "ConditionalRequestConflict"})


@dataclass(frozen=True)
class Part:
    number: int
    size_bytes: int
    etag: str


class MultipartUploads:
    """Multipart uploads of one bucket. Every call raises Unavailable during an outage of S3."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    @outages_are_unavailable(_WHAT)
    def begin(self, key: str, *, content_type: str) -> str:
        """The new upload's id."""
        answer = client("s3").create_multipart_upload(Bucket=self._bucket, Key=key, ContentType=content_type)
        return str(answer["UploadId"])

    @outages_are_unavailable(_WHAT)
    def received(self, key: str, upload_id: str) -> list[Part] | None:
        """The parts that have arrived. None without such an upload: it is completed, aborted, or a day old.

        One answer contains up to a thousand parts, many more than one of our uploads has.
        """
        try:
            answer = client("s3").list_parts(Bucket=self._bucket, Key=key, UploadId=upload_id)
        except ClientError as error:
            if _code(error) in _GONE:
                return None
            raise
        return [Part(part["PartNumber"], part["Size"], part["ETag"]) for part in answer.get("Parts", [])]

    def address(self, key: str, upload_id: str, *, part_number: int, size_bytes: int, lifetime: timedelta) -> str:
        """The address to PUT this part. The signature covers the length, so S3 accepts exactly that many bytes."""
        part = {"UploadId": upload_id, "PartNumber": part_number, "ContentLength": size_bytes}
        signed: str = client("s3").generate_presigned_url(
            "upload_part",
            Params={"Bucket": self._bucket, "Key": key, **part},
            ExpiresIn=int(lifetime.total_seconds()),
        )
        return signed

    @outages_are_unavailable(_WHAT)
    def complete(self, key: str, upload_id: str, parts: Sequence[Part]) -> bool:
        """Joins the parts. False if the upload is gone, or the key has an object already.

        Raises Conflict if a part was sent again after it was listed.
        """
        listed: list[dict[str, Any]] = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
        try:
            client("s3").complete_multipart_upload(
                Bucket=self._bucket,
                Key=key,
                UploadId=upload_id,
                MultipartUpload={"Parts": listed},
                IfNoneMatch="*",
            )
        except ClientError as error:
            if _code(error) in _GONE | _THERE_ALREADY:
                return False
            if _code(error) in _NOT_AS_LISTED:
                raise Conflict("a part was sent again meanwhile; repeat the completion") from error
            raise
        return True

    @outages_are_unavailable(_WHAT)
    def abort(self, key: str, upload_id: str) -> None:
        """Deletes the upload and its parts, if they exist."""
        try:
            client("s3").abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)
        except ClientError as error:
            if _code(error) not in _GONE:
                raise


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
