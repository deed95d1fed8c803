"""A bucket as the distribution's origin: S3's answers to a reader without the right to list."""

from typing import Any
from urllib.parse import unquote

from botocore.exceptions import ClientError

from local.http_messages import Request, Response

_HEADERS = {
    "CacheControl": "cache-control",
    "ContentDisposition": "content-disposition",
    "ContentEncoding": "content-encoding",
    "ContentLanguage": "content-language",
    "ContentType": "content-type",
    "ETag": "etag",
}
_DENIED = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
)


class S3Origin:
    """Answers GET and HEAD. A missing key returns 403, as for every reader without the right to list."""

    def __init__(self, bucket: str, *, s3: Any) -> None:
        self._bucket = bucket
        self._s3 = s3

    def answer(self, request: Request) -> Response:
        key = unquote(request.path.lstrip("/"))
        if request.method not in ("GET", "HEAD") or not key:
            return _denied()
        try:
            if request.method == "HEAD":
                return _response(self._s3.head_object(Bucket=self._bucket, Key=key), b"")
            found = self._s3.get_object(Bucket=self._bucket, Key=key)
            return _response(found, found["Body"].read())
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
                return _denied()
            return Response(500, (("content-type", "application/xml"),), b"")


def _denied() -> Response:
    return Response(403, (("content-type", "application/xml"),), _DENIED)


def _response(found: dict[str, Any], body: bytes) -> Response:
    headers = [(name, found[field]) for field, name in _HEADERS.items() if found.get(field)]
    headers += [(f"x-amz-meta-{name.lower()}", value) for name, value in found["Metadata"].items()]
    headers += [
        ("last-modified", found["LastModified"].strftime("%a, %d %b %Y %H:%M:%S GMT")),
        ("content-length", str(found["ContentLength"])),
        ("accept-ranges", "bytes"),
        ("server", "AmazonS3"),
        ("x-amz-server-side-encryption", found.get("ServerSideEncryption", "AES256")),
    ]
    if found.get("VersionId") and found["VersionId"] != "null":
        headers.append(("x-amz-version-id", found["VersionId"]))
    return Response(200, tuple(headers), body)
