"""S3 objects that are sent in parts by ourselves, while their bytes are being made."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

PART_BYTES = 8 * 1024 * 1024
"""S3 takes no part below 5 MiB but the last."""


def in_parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of this size; only the last one is smaller, and none is empty."""
    kept = bytearray()
    for piece in pieces:
        kept += piece
        while len(kept) >= PART_BYTES:
            yield bytes(kept[:PART_BYTES])
            del kept[:PART_BYTES]
    if kept:
        yield bytes(kept)


def send_parts(s3: Any, bucket: str, key: str, parts: Iterable[bytes], *, content_type: str) -> None:
    """Sends the parts one by one, and joins them at the end. What stops on the way leaves no parts."""
    place = {"Bucket": bucket, "Key": key}
    upload = place | {"UploadId": s3.create_multipart_upload(**place, ContentType=content_type)["UploadId"]}
    is_complete = False
    try:
        sent = [
            {"PartNumber": number, "ETag": s3.upload_part(**upload, PartNumber=number, Body=part)["ETag"]}
            for number, part in enumerate(parts, start=1)
        ]
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": sent})
        is_complete = True
    finally:
        if not is_complete:
            with suppress(ClientError, BotoCoreError):  # what went wrong before it is what counts
                s3.abort_multipart_upload(**upload)
