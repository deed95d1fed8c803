"""A bucket of somebody else, at any provider that speaks S3, with the credentials that they gave.

No request leaves before its address is checked: each new connection asks `address_of` for the IP address of its host, and
connects to exactly that one. So a name that changes in between leads nowhere, and a redirect is checked like the rest.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pixelflare.aws.clients import client_elsewhere
from pixelflare.aws.parts import in_parts, send_parts
from pixelflare.base.errors import AppError, SourceFailed
from schema.budgets import BACKUP_CONNECT_TIMEOUT

AddressOf = Callable[[str, int], str]
"""The IP address to connect to for a host and port. Raises AppError for a host that may not be asked."""
MOST_PAGES = 5_000
"""Of a list. Its answers are somebody else's, and may go on for ever."""
MOST_ANSWER_BYTES = 8 * 1024 * 1024
"""Of an answer that is read as a whole: a page of a thousand keys of 1,024 bytes, each as long as it can be in XML."""
_PIECE_BYTES = 1024 * 1024
_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


@dataclass(frozen=True, kw_only=True)
class ForeignPlace:
    endpoint: str
    bucket: str
    region: str
    path_style: bool
    access_key_id: str
    secret_access_key: str = field(repr=False)


class ForeignObject(NamedTuple):
    """What a listing says of an object."""

    key: str
    size_bytes: int
    etag: str
    written_at: datetime


class ForeignBucket:
    """Every call raises SourceFailed if the provider refuses or cannot be reached; `details` has its own code."""

    def __init__(self, place: ForeignPlace, *, address_of: AddressOf, attempts: int, patience: timedelta) -> None:
        """`patience`: how long each read may take; `attempts`: of each call, with growing pauses between them."""
        self._bucket = place.bucket
        self._s3 = _client(place, address_of, attempts=attempts, patience=patience)

    def listed(self, prefix: str, *, after: str = "") -> list[ForeignObject]:
        """Up to 1,000 objects whose keys start with the prefix and come after this one."""
        with _told("list"):
            page = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=prefix, StartAfter=after)
        return [
            ForeignObject(found["Key"], int(found["Size"]), str(found["ETag"]), found["LastModified"])
            for found in page.get("Contents", [])
        ]

    def all_listed(self, prefix: str, *, after: str = "") -> Iterator[ForeignObject]:
        """All of them, in the order of their keys. Raises SourceFailed for a list without an end."""
        for _ in range(MOST_PAGES):
            page = self.listed(prefix, after=after)
            if not page:
                return
            keys = [found.key for found in page]
            if keys != sorted(keys) or keys[0] <= after or not all(key.startswith(prefix) for key in keys):
                raise SourceFailed("the bucket's list does not go on", details={"step": "list"})
            yield from page
            after = keys[-1]
        raise SourceFailed(f"the bucket lists more than {MOST_PAGES * 1_000:,} objects", details={"step": "list"})

    def read(self, key: str, *, at_most: int) -> bytes | None:
        """None if there is no such object. Raises SourceFailed for one with more bytes than that."""
        pieces = self.pieces(key, at_most=at_most)
        return None if pieces is None else b"".join(pieces)

    def pieces(self, key: str, *, at_most: int) -> Generator[bytes] | None:
        """The same in pieces of a megabyte, so that memory does not grow with the object. To be read to its end, or closed."""
        with _told("read"):
            try:
                answer = self._s3.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if error.response["Error"]["Code"] in _MISSING:
                    return None
                raise
        return _pieces(key, answer, at_most)

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        with _told("write"):
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)

    def write_pieces(self, key: str, pieces: Iterable[bytes], *, content_type: str) -> None:
        """Writes what comes in pieces, and keeps two parts of it in memory. The object appears whole, or not at all."""
        parts = in_parts(pieces)
        first, second = next(parts, b""), next(parts, None)
        if second is None:
            self.write(key, first, content_type=content_type)
            return
        with _told("write"):
            send_parts(self._s3, self._bucket, key, chain([first, second], parts), content_type=content_type)

    def delete(self, key: str) -> None:
        """Deletes the object, if it exists."""
        with _told("delete"):
            self._s3.delete_object(Bucket=self._bucket, Key=key)


def _pieces(key: str, answer: dict[str, Any], at_most: int) -> Generator[bytes]:
    read = 0
    with closing(answer["Body"]) as body:
        while True:
            with _told("read"):
                piece: bytes = body.read(_PIECE_BYTES)
            if not piece:
                break
            read += len(piece)
            if read > at_most:
                break
            yield piece
    if read != answer["ContentLength"] or read > at_most:
        raise SourceFailed(f"{key} is not whole, or larger than {at_most} bytes", details={"step": "read"})


@contextmanager
def _told(step: str) -> Iterator[None]:
    """Provider's refusals and lost connections as SourceFailed; what our own check of the address says, as it is."""
    try:
        yield
    except ClientError as error:
        code = str(error.response["Error"]["Code"])[:60]
        raise SourceFailed(f"the bucket's provider answers {code}", details={"step": step, "reason": code}) from error
    except BotoCoreError as broken:
        inner = broken.kwargs.get("error") if hasattr(broken, "kwargs") else None
        if isinstance(inner, AppError):
            raise inner from broken
        raise SourceFailed("the bucket's provider cannot be reached", details={"step": step}) from broken


def _client(place: ForeignPlace, address_of: AddressOf, *, attempts: int, patience: timedelta) -> Any:
    made = client_elsewhere(
        "s3",
        endpoint_url=place.endpoint,
        region_name=place.region,
        aws_access_key_id=place.access_key_id,
        aws_secret_access_key=place.secret_access_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if place.path_style else "virtual"},
            retries={"mode": "standard", "total_max_attempts": attempts},
            connect_timeout=BACKUP_CONNECT_TIMEOUT.total_seconds(),
            read_timeout=patience.total_seconds(),
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            proxies={},  # none of the environment's: a proxy would look the name up itself
            max_pool_connections=16,
        ),
    )
    made._endpoint.http_session._manager.pool_classes_by_scheme = _pinned_pools(address_of)
    return made


def _pinned_pools(address_of: AddressOf) -> dict[str, type]:
    """botocore's own pools and connections, but for the place that a socket goes to. The certificate is for the name."""

    def pinned(connection: Any, connect: Callable[[], Any]) -> Any:
        name = connection._dns_host
        connection._dns_host = address_of(connection.host, connection.port)
        try:
            return connect()
        finally:
            connection._dns_host = name  # what the certificate is for, and the header Host

    class Plain(AWSHTTPConnection):  # type: ignore[misc]
        def _new_conn(self) -> Any:
            return pinned(self, super()._new_conn)

    class Secure(AWSHTTPSConnection):  # type: ignore[misc]
        def _new_conn(self) -> Any:
            return pinned(self, super()._new_conn)

    class PlainPool(AWSHTTPConnectionPool):  # type: ignore[misc]
        ConnectionCls = Plain

        def urlopen(self, *args: Any, **how: Any) -> Any:
            return _capped(super().urlopen(*args, **how))

    class SecurePool(AWSHTTPSConnectionPool):  # type: ignore[misc]
        ConnectionCls = Secure

        def urlopen(self, *args: Any, **how: Any) -> Any:
            return _capped(super().urlopen(*args, **how))

    return {"http": PlainPool, "https": SecurePool}


def _capped(answer: Any) -> Any:
    """botocore reads what is no object's body as a whole, by `stream`. An object's body is read by `read`, to its own limit."""
    whole = answer.stream

    def stream(*args: Any, **how: Any) -> Iterator[bytes]:
        read = 0
        for piece in whole(*args, **how):
            read += len(piece)
            if read > MOST_ANSWER_BYTES:
                raise SourceFailed("the bucket's provider answers too much")
            yield piece

    answer.stream = stream
    return answer
