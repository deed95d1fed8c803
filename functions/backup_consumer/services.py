"""What copies to owners' buckets are made with, from the function's environment."""

from functools import cached_property

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.backups import BackupRuns, BackupServices, BackupSettings, LibraryRows, OpenBuckets
from schema.env.backup_consumer import BackupConsumerEnv


class Services:
    def __init__(self, env: BackupConsumerEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    @cached_property
    def backups(self) -> BackupServices:
        core = Table(self.env.core_table)
        return BackupServices(
            settings=BackupSettings(core, secret=lambda: self.parameters.secret(self.env.address_key_parameter)),
            runs=BackupRuns(core),
            rows=LibraryRows(core),
            originals=ObjectStore(self.env.originals_bucket),
            buckets=OpenBuckets(private_allowed=self.env.backup_private_hosts),
        )

    @cached_property
    def queue(self) -> Queue:
        """Its own: a call whose time ends leaves the rest there."""
        return Queue(self.env.backup_queue_url)
