"""What copies to owners' buckets are made with, from the function's environment."""

from functools import cached_property

from pixelflare.accounts import UserStore
from pixelflare.audit import AuditLog
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.backups import (
    BackupKeys,
    BackupRuns,
    BackupServices,
    BackupSettings,
    Keyring,
    LibraryRows,
    OpenBuckets,
    RestoreJobs,
    RestoreJobServices,
    RestoreServices,
    check_signature,
)
from pixelflare.base import clock
from pixelflare.catalog import AlbumStore, ReturnedImages, TagStore
from pixelflare.usage import Admissions
from schema.env.backup_consumer import BackupConsumerEnv


class Services:
    def __init__(self, env: BackupConsumerEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    def _secret(self) -> bytes:
        return self.parameters.secret(self.env.address_key_parameter)

    @cached_property
    def backups(self) -> BackupServices:
        core = Table(self.env.core_table)
        return BackupServices(
            settings=BackupSettings(core, secret=self._secret),
            keys=BackupKeys(core, secret=self._secret),
            runs=BackupRuns(core),
            rows=LibraryRows(core),
            originals=ObjectStore(self.env.originals_bucket),
            buckets=OpenBuckets(private_allowed=self.env.backup_private_hosts),
        )

    @cached_property
    def queue(self) -> Queue:
        """Its own: a call whose time ends leaves the rest there."""
        return Queue(self.env.backup_queue_url)

    @cached_property
    def restores(self) -> RestoreJobServices:
        core, audit = Table(self.env.core_table), AuditLog(Table(self.env.audit_table), cursor_key=bytes)
        return RestoreJobServices(
            jobs=RestoreJobs(core, secret=self._secret), queue=self.queue, audit=audit, sources=self._restored_from
        )

    def _restored_from(self, owner: str, recovery_key: str) -> RestoreServices:
        core, settings = Table(self.env.core_table), self.backups.settings
        config, sign = settings.get(owner), settings.signer(owner)
        audit, users = AuditLog(Table(self.env.audit_table), cursor_key=bytes), UserStore(core)
        admissions = Admissions(core, users=users, audit=audit, are_on=self.env.plans)
        vault = self.backups.keys.vault(owner)
        return RestoreServices(
            bucket=self.backups.buckets.of(settings.place_of(owner)),
            prefix=config.prefix,
            keyring=Keyring(*([vault] if vault else []), recovery_key=recovery_key),
            users=users,
            albums=AlbumStore(core),
            tags=TagStore(core),
            images=ReturnedImages(core),
            originals=ObjectStore(self.env.originals_bucket),
            check=lambda body: check_signature(body, sign),
            admit=lambda write: admissions.admit(owner, write, now=clock.now()),
        )
