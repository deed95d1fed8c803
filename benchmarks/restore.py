"""`python -m benchmarks.restore`: seconds, calls and memory of a restore of 10,000 small pictures, as it is and encrypted.

The bucket and our originals are on SeaweedFS, a real S3 server, on the same machine. The table is the local cloud's, in this process.
`--pictures` restores another number.
"""

import argparse
import hashlib
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3
from moto import mock_aws
from ulid import ULID

from benchmarks import tables
from local.tables.service import serve_clients_of_this_process
from pixelflare.accounts import UserStore
from pixelflare.aws.clients import client
from pixelflare.aws.foreign_buckets import ForeignBucket, ForeignPlace
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.backups import Keyring, RestoreServices, open_bucket, restore_library
from pixelflare.backups.manifest import image_lines, image_manifest_key, library_key, library_lines
from pixelflare.backups.packing import Packing
from pixelflare.backups.recovery import vault_of
from pixelflare.backups.vault import Vault
from pixelflare.base.parallel import WORKERS
from pixelflare.catalog import AlbumStore, ReturnedImages, TagStore
from schema.keys.core import BY_ALBUM_OR_BIN
from schema.library.images import Image, ImageStatus, PictureFacts
from tests.local.s3_servers import Server, _seaweed

PICTURES, PICTURE_BYTES = 10_000, 2_000
PREFIX, BUCKET, RECOVERY_KEY = "backup/", "uploads", "six words that nobody has guessed"
MOST_CALLS = 7.1
"""For one picture: two reads of the bucket, a list and a write of the originals, a read of the table and a transaction. The list of the
bucket comes on top, once for a thousand."""
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Measured:
    pictures: int
    seconds: float
    cpu: float
    calls: Counter[str]
    grown_mib: float

    @property
    def calls_each(self) -> float:
        return sum(self.calls.values()) / self.pictures

    @property
    def waits(self) -> float:
        """Seconds of 15 ms for each call, with so many pictures at a time."""
        return sum(self.calls.values()) * 0.015 / WORKERS


class Meter:
    """Calls of the clients that it is told of. Appends only: they come from several threads."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def watch(self, made: Any, where: str) -> None:
        made.meta.events.register("before-call", lambda model, **_: self.seen.append(f"{where}: {model.name}"))


def picture(number: int) -> bytes:
    return (b"picture %010d " % number * (PICTURE_BYTES // 19 + 1))[:PICTURE_BYTES]


def record(owner: str, number: int) -> Image:
    body, at = picture(number), _FIRST + timedelta(minutes=number)
    return Image(
        image_id=f"img_{ULID.from_datetime(at)}",
        owner=owner,
        album=f"album-{number % 20}",
        filename=f"photograph-{number}.jpg",
        display_name=f"Photograph {number}.jpg",
        status=ImageStatus.READY,
        nonce="",
        declared_type="image/jpeg",
        alt="A photograph of the sea, with a boat that sails along the coast",
        tags=frozenset({"sea", f"year-{number % 10}"}),
        sha256=hashlib.sha256(body).hexdigest(),
        size_bytes=len(body),
        facts=PictureFacts(content_type="image/jpeg", width=640, height=480, thumbhash="1QcSHQRnh493V4dIh4eXh1h4kJUI"),
        created_at=at,
        updated_at=at,
    )


def fill(server: Server, owner: str, pictures: int, vault: Vault | None) -> None:
    """The bucket as nights have left it."""
    packing, s3 = Packing(owner, PREFIX, vault), server.client()

    def put(key: str, body: bytes) -> None:
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)

    def put_image(number: int) -> None:
        image, body = record(owner, number), picture(number)
        key = packing.original_key(image.image_id, image.sha256 or "")
        put(key, b"".join(packing.original(key, [body])))
        manifest = image_manifest_key(PREFIX, owner, image.image_id)
        put(manifest, packing.manifest(manifest, image_lines(image, None)))

    library = library_key(PREFIX, owner)
    put(library, packing.manifest(library, library_lines(None, [], [])))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put_image, range(pictures)))


def restored(server: Server, owner: str, pictures: int, *, is_encrypted: bool) -> Measured:
    fill(server, owner, pictures, vault_of(RECOVERY_KEY) if is_encrypted else None)
    bucket, meter = _bucket(server), Meter()
    meter.watch(bucket._s3, "the owner's bucket")
    for service, where in (("s3", "our originals"), ("dynamodb", "our table")):
        meter.watch(client(service), where)
    core = Table("core")
    services = RestoreServices(
        bucket=bucket,
        prefix=PREFIX,
        keyring=Keyring(recovery_key=RECOVERY_KEY if is_encrypted else ""),
        users=UserStore(core),
        albums=AlbumStore(core),
        tags=TagStore(core),
        images=ReturnedImages(core),
        originals=ObjectStore(BUCKET),
    )
    began, cpu, memory = time.monotonic(), time.process_time(), _most_memory()
    done = restore_library(owner, services, into=owner, now=datetime.now(UTC))
    assert (done.images, done.failed) == (pictures, []), done.failed[:3]
    return Measured(
        pictures,
        time.monotonic() - began,
        time.process_time() - cpu,
        Counter(meter.seen),
        _most_memory() - memory,
    )


def _bucket(server: Server) -> ForeignBucket:
    place = ForeignPlace(
        endpoint=server.url,
        bucket=BUCKET,
        region="us-east-1",
        path_style=True,
        access_key_id=server.access_key,
        secret_access_key=server.secret_key,
    )
    return open_bucket(place, private_allowed=True)


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def emulated() -> Iterator[Server]:
    with mock_aws(), TemporaryDirectory() as folder:
        for server in _seaweed(Path(folder)):
            os.environ |= {
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_ENDPOINT_URL_S3": server.url,
                "AWS_ACCESS_KEY_ID": server.access_key,
                "AWS_SECRET_ACCESS_KEY": server.secret_key,
            }
            serve_clients_of_this_process()
            _make_table()
            yield server


def _make_table() -> None:
    names = ("pk", "sk", "g1pk", "g1sk")
    keys = [
        [{"AttributeName": pk, "KeyType": "HASH"}, {"AttributeName": sk, "KeyType": "RANGE"}]
        for pk, sk in (names[:2], names[2:])
    ]
    boto3.client("dynamodb", region_name="us-east-1").create_table(
        TableName="core",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=keys[0],
        GlobalSecondaryIndexes=[
            {"IndexName": BY_ALBUM_OR_BIN, "KeySchema": keys[1], "Projection": {"ProjectionType": "ALL"}}
        ],
    )


def _cells(name: str, measured: Measured) -> tuple[object, ...]:
    each = [measured.calls_each, measured.seconds * 1000 / measured.pictures, measured.cpu * 1000 / measured.pictures]
    return (
        name,
        f"{measured.pictures:,}",
        f"{measured.seconds:.0f}",
        f"{each[0]:.2f}",
        f"{each[1]:.1f}",
        f"{each[2]:.1f}",
        f"{measured.grown_mib:.0f}",
        f"{measured.waits:.0f}",
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.restore", description=__doc__)
    parser.add_argument("--pictures", type=int, default=PICTURES)
    pictures = parser.parse_args().pictures
    with emulated() as server:
        restore = partial(restored, server, pictures=pictures)
        found = {
            "as it is": restore("owner-plain", is_encrypted=False),
            "encrypted": restore("owner-encrypted", is_encrypted=True),
        }
    plain = found["as it is"]
    heads = (
        "backup",
        "pictures",
        "seconds",
        "calls each",
        "ms each",
        "CPU ms each",
        "MiB grown",
        "seconds of waits on AWS",
    )
    calls = [(name, number, f"{number / pictures:.2f}") for name, number in sorted(plain.calls.items())]
    bounds: list[tables.Verdict] = [
        ("calls for each picture", max(each.calls_each for each in found.values()), MOST_CALLS)
    ]
    tables.write(
        "restore",
        "# Restoring a library",
        f"`python -m benchmarks.restore` writes this page. Pictures of {PICTURE_BYTES:,} bytes come back from a bucket alone, eight at a "
        "time. The bucket and our originals are on SeaweedFS on this machine, the table is the local cloud's. CPU is this process's, with "
        "the table that it plays; the rows stay in its memory, and are most of what it grows by. The last column is what 15 ms for each "
        "call would add on AWS.",
        tables.settings(),
        tables.table(heads, [_cells(name, each) for name, each in found.items()]),
        "Calls of the restore from a bucket that is not encrypted:",
        tables.table(("call", "number", "for each picture"), calls),
        tables.verdicts(bounds),
    )
    return tables.exit_code(bounds)


if __name__ == "__main__":
    sys.exit(main())
