"""What copying a library works with."""

from dataclasses import dataclass
from functools import partial

from pixelflare.aws.objects import ObjectStore
from pixelflare.backups.connection import OpenBuckets
from pixelflare.backups.keys import BackupKeys
from pixelflare.backups.library import LibraryRows
from pixelflare.backups.runs import BackupRuns
from pixelflare.backups.settings import BackupSettings
from pixelflare.backups.sync import Sync
from schema.library.backups import BackupConfig


@dataclass(frozen=True)
class BackupServices:
    settings: BackupSettings
    keys: BackupKeys
    runs: BackupRuns
    rows: LibraryRows
    originals: ObjectStore
    buckets: OpenBuckets

    def sync(self, owner: str, config: BackupConfig) -> Sync:
        """Raises NotFound for credentials that do not open."""
        return Sync(
            owner,
            config,
            bucket=self.buckets.of(self.settings.place_of(owner)),
            rows=self.rows,
            originals=self.originals,
            sign=self.settings.signer(owner),
            vault=partial(self.keys.vault, owner),
        )
