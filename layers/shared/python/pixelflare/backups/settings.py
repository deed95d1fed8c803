"""Owners' buckets for backups. The secret key is sealed for the owner, opened only for a request, and never shown."""

import hmac
from collections.abc import Callable, Iterator
from datetime import datetime

from pixelflare.aws.expressions import Condition
from pixelflare.aws.foreign_buckets import ForeignPlace
from pixelflare.aws.table import Table
from pixelflare.base.clock import text_of
from pixelflare.base.errors import NotFound
from pixelflare.base.observability import logger
from pixelflare.base.sealing import seal, unseal
from pixelflare.events import EventSubscriptions
from schema.keys.backups import BACKED_UP, backed_up_key, backup_encryption_key, backup_key, backup_run_key
from schema.library.backups import BackupBucket, BackupConfig, PutBackup
from schema.library.events import EventKind, Subscriber

FOLLOWED = (
    *(EventKind.IMAGE_READY, EventKind.IMAGE_CHANGED, EventKind.IMAGE_MOVED, EventKind.IMAGE_FLAGGED),
    *(EventKind.IMAGE_REJECTED, EventKind.IMAGE_DELETED, EventKind.IMAGE_RESTORED, EventKind.IMAGE_PURGED),
    *(EventKind.ALBUM_CHANGED, EventKind.ALBUM_DELETED, EventKind.LIBRARY_CHANGED),
)
"""After these the bucket is to have something else."""


class BackupSettings:
    """`secret` returns the installation's secret. It is called only if a key is sealed or opened."""

    def __init__(self, table: Table, *, secret: Callable[[], bytes]) -> None:
        self._table = table
        self._secret = secret
        self._subscriptions = EventSubscriptions(table)

    def find(self, owner: str) -> BackupConfig | None:
        item = self._table.get(backup_key(owner), consistent=True)
        return BackupConfig.model_validate(item) if item else None

    def get(self, owner: str) -> BackupConfig:
        """Raises NotFound."""
        config = self.find(owner)
        if config is None:
            raise NotFound("no backup is set up")
        return config

    def place_of(self, owner: str) -> ForeignPlace:
        """The bucket with its credentials. Raises NotFound, also for credentials of another installation's secret."""
        item = self._table.get(backup_key(owner), consistent=True)
        if item is None:
            raise NotFound("no backup is set up")
        opened = unseal(str(item["sealed"]), secret=self._secret(), info=_name(owner))
        if opened is None:
            logger.error("a backup's key cannot be decrypted: was it sealed under another secret?", owner=owner)
            raise NotFound("the backup's credentials have to be given again")
        return place_of(BackupBucket.model_validate(item), opened.decode())

    def put(self, owner: str, request: PutBackup, *, now: datetime) -> BackupConfig:
        """Replaces any earlier bucket. What is in that one stays there."""
        secret, standing = request.secret_access_key.get_secret_value(), self.find(owner)
        since = standing.since if standing and _is_same_place(standing, request) else now
        config = BackupConfig(**request.model_dump(exclude={"secret_access_key"}), updated_at=now, since=since)
        item = config.model_dump(mode="json") | {
            "updated_at": text_of(now),
            "since": text_of(since),
            "sealed": seal(secret.encode(), secret=self._secret(), info=_name(owner)),
        }
        self._table.transact(
            [
                self._table.putting(backup_key(owner) | item),
                self._table.putting(backed_up_key(owner)),
                self._table.putting(backup_run_key(owner)),  # as new: it is about the bucket before, or old credentials
                self._subscriptions.wanting(owner, Subscriber.BACKUP, FOLLOWED if config.enabled else ()),
            ]
        )
        return config

    def forget(self, owner: str) -> None:
        """Erases the bucket's name and credentials. Raises NotFound."""
        self.get(owner)
        every = (backup_key(owner), backed_up_key(owner), backup_run_key(owner), backup_encryption_key(owner))
        ending = self._subscriptions.wanting(owner, Subscriber.BACKUP, ())
        self._table.transact([*(self._table.deleting(key) for key in every), ending])

    def signer(self, owner: str) -> Callable[[bytes], str]:
        """Signs the owner's manifests, so that a restore that the owner asks for takes nothing else."""
        key = hmac.digest(self._secret(), f"pixelflare manifest\n{owner}".encode(), "sha256")
        return lambda body: hmac.digest(key, body, "sha256").hex()

    def follow(self, owner: str) -> None:
        """From now on each change of the library reaches functions/backup_consumer. Can be repeated."""
        self._subscriptions.want(owner, Subscriber.BACKUP, FOLLOWED)

    def owners(self) -> Iterator[str]:
        """All owners with a backup, by name."""
        all_of_them = Condition("#pk = :pk", {":pk": BACKED_UP})
        after = None
        while True:
            page = self._table.query(all_of_them, limit=1_000, after=after)
            yield from (str(item["sk"]) for item in page.items)
            if page.last_key is None:
                return
            after = page.last_key


def _is_same_place(one: BackupBucket, other: BackupBucket) -> bool:
    return (one.endpoint, one.bucket, one.prefix) == (other.endpoint, other.bucket, other.prefix)


def place_of(bucket: BackupBucket, secret: str) -> ForeignPlace:
    return ForeignPlace(
        endpoint=bucket.endpoint,
        bucket=bucket.bucket,
        region=bucket.region,
        path_style=bucket.path_style,
        access_key_id=bucket.access_key_id,
        secret_access_key=secret,
    )


def _name(owner: str) -> bytes:
    return f"pixelflare backup\n{owner}".encode()
