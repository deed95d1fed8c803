"""A bucket: reads, writes, deletions of whole prefixes, and browser upload forms."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any
from urllib.parse import urlencode

from botocore.exceptions import ClientError

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.errors import Unavailable

_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
_WHAT = "the storage"
_PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class StoredObject:
    """etag with its quotes, as in HTTP. metadata without the x-amz-meta- prefix."""

    body: bytes
    content_type: str
    etag: str
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class ObjectFacts:
    size_bytes: int
    etag: str
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class ListedObject:
    """An object as a listing describes it."""

    key: str
    size_bytes: int
    etag: str
    modified_at: datetime


class ObjectTooLarge(Exception):
    """An object has more bytes than whoever wants it takes."""

    def __init__(self, etag: str) -> None:
        super().__init__("the object is too large to be read")
        self.etag = etag


class ObjectStore:
    """Every call raises Unavailable during an outage of S3."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    @outages_are_unavailable(_WHAT)
    def read(self, key: str, *, at_most: int | None = None) -> StoredObject | None:
        """None when there is no such object. Raises ObjectTooLarge instead of reading more bytes than that."""
        try:
            answer = client("s3").get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _is_missing(error):
                return None
            raise
        if at_most is not None and answer["ContentLength"] > at_most:
            answer["Body"].close()
            raise ObjectTooLarge(answer["ETag"])
        return StoredObject(answer["Body"].read(), answer["ContentType"], answer["ETag"], answer["Metadata"])

    def pieces(self, key: str) -> Generator[bytes] | None:
        """The bytes in pieces of a megabyte, so that memory does not grow with the object. None when there is none."""
        with outages_are_unavailable(_WHAT):
            try:
                answer = client("s3").get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if _is_missing(error):
                    return None
                raise
        return _pieces(answer["Body"])

    @outages_are_unavailable(_WHAT)
    def facts(self, key: str) -> ObjectFacts | None:
        try:
            answer = client("s3").head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _is_missing(error):
                return None
            raise
        return ObjectFacts(answer["ContentLength"], answer["ETag"], answer["Metadata"])

    @outages_are_unavailable(_WHAT)
    def write(
        self,
        key: str,
        body: bytes | IO[bytes],
        *,
        content_type: str,
        cache_control: str | None = None,
        metadata: Mapping[str, str] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> str:
        """The stored object's etag. A file is read from where it stands."""
        extra = {"CacheControl": cache_control} if cache_control else {}
        if tags:
            extra["Tagging"] = urlencode(tags)
        answer = client("s3").put_object(
            Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, Metadata=dict(metadata or {}), **extra
        )
        return str(answer["ETag"])

    @outages_are_unavailable(_WHAT)
    def write_once(self, key: str, body: bytes, *, content_type: str) -> bool:
        """Whether the object was written. It is written only if none exists
        (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).

        Raises Unavailable if the same key is written or deleted at the same moment.
        """
        try:
            client("s3").put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalRequestConflict":
                raise Unavailable("the same upload is in progress", retry_after_seconds=1) from error
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise
            # After a lost answer, the client library repeats the request and finds its own object.
            repeated = error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
            return repeated and self.etag_of(key) == content_etag(body)
        return True

    @outages_are_unavailable(_WHAT)
    def etag_of(self, key: str) -> str | None:
        """None if the object does not exist. Needs only the right to list objects, not to read them."""
        listed = client("s3").list_objects_v2(Bucket=self._bucket, Prefix=key, MaxKeys=1)
        return next((str(found["ETag"]) for found in listed.get("Contents", []) if found["Key"] == key), None)

    @outages_are_unavailable(_WHAT)
    def listed(self, prefix: str, *, limit: int = 1_000) -> list[ListedObject]:
        """The first objects whose key starts with the prefix, 1,000 at most. Needs no right to read them."""
        listed = client("s3").list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=limit)
        return [_listed_object(found) for found in listed.get("Contents", [])]

    @outages_are_unavailable(_WHAT)
    def listed_after(self, key: str, *, limit: int = 1_000) -> list[ListedObject]:
        """The next objects of the bucket after this key, 1,000 at most. Needs no right to read them."""
        listed = client("s3").list_objects_v2(Bucket=self._bucket, StartAfter=key, MaxKeys=limit)
        return [_listed_object(found) for found in listed.get("Contents", [])]

    def all_listed(self, prefix: str) -> list[ListedObject]:
        """All objects whose key starts with the prefix, however many."""
        return [found for listed in self._listed(prefix) for found in listed]

    def everything(self) -> Iterator[ListedObject]:
        """All objects of the bucket. Needs no right to read them."""
        for listed in self._listed(""):
            yield from listed

    @outages_are_unavailable(_WHAT)
    def delete(self, key: str) -> None:
        """Deletes the object, if it exists."""
        client("s3").delete_object(Bucket=self._bucket, Key=key)

    def delete_listed(self, prefix: str, chosen: Callable[[str], bool]) -> int:
        """Deletes the chosen objects below the prefix. Returns their number."""
        deleted = 0
        for listed in self._listed(prefix):
            keys = [found.key for found in listed if chosen(found.key)]
            if keys:
                self._delete_many(keys)
            deleted += len(keys)
        return deleted

    @outages_are_unavailable(_WHAT)
    def _delete_many(self, keys: Sequence[str]) -> None:
        objects = [{"Key": key} for key in keys]
        answer = client("s3").delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})
        if answer.get("Errors"):
            raise RuntimeError(f"{len(answer['Errors'])} objects could not be deleted: {answer['Errors'][0]}")

    def _listed(self, prefix: str) -> Iterator[list[ListedObject]]:
        """Objects in lists of up to 1,000, which is also the maximum of one deletion."""
        start: dict[str, str] = {}
        while True:
            with outages_are_unavailable(_WHAT):
                page = client("s3").list_objects_v2(Bucket=self._bucket, Prefix=prefix, **start)
            yield [_listed_object(found) for found in page.get("Contents", [])]
            if not page.get("IsTruncated"):
                return
            start = {"ContinuationToken": page["NextContinuationToken"]}

    def upload_form(
        self, key: str, *, content_type: str, max_bytes: int, lifetime: timedelta, now: datetime
    ) -> "UploadTicket":
        """A POST form for exactly this key and type, with a size limit and an expiry.

        A presigned PUT cannot limit the size. The form's policy can, and S3 enforces it
                (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html).
        """
        fields = {"Content-Type": content_type, "success_action_status": "201"}
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        conditions.append(["content-length-range", 1, max_bytes])
        form = client("s3").generate_presigned_post(
            Bucket=self._bucket,
            Key=key,
            Fields=dict(fields),
            Conditions=conditions,
            ExpiresIn=int(lifetime.total_seconds()),
        )
        return UploadTicket(form["url"], form["fields"], now + lifetime)

    def download_address(self, key: str, *, content_type: str, disposition: str, lifetime: timedelta) -> str:
        """An address where anybody can read the object for this time, with this Content-Type and
        Content-Disposition."""
        answer = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
        signed: str = client("s3").generate_presigned_url(
            "get_object",
            Params={"Bucket": self._bucket, "Key": key, **answer},
            ExpiresIn=int(lifetime.total_seconds()),
        )
        return signed


@dataclass(frozen=True)
class UploadTicket:
    url: str
    fields: dict[str, str]
    expires_at: datetime


def content_etag(body: bytes) -> str:
    """The etag that S3 gives to bytes written in one piece and encrypted with S3's own keys: their MD5, in quotes
    (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html)."""
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def _pieces(body: Any) -> Generator[bytes]:
    with closing(body):
        while True:
            with outages_are_unavailable(_WHAT):
                piece: bytes = body.read(_PIECE_BYTES)
            if not piece:
                return
            yield piece


def _listed_object(found: Mapping[str, Any]) -> ListedObject:
    return ListedObject(found["Key"], found["Size"], str(found["ETag"]), found["LastModified"])


def _is_missing(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in _MISSING
