"""Backups of owners' libraries, in buckets of their own at any provider that speaks S3."""

from pixelflare.aws.foreign_buckets import ForeignPlace
from pixelflare.backups.connection import open_bucket, probe
from pixelflare.backups.library import LibraryRows
from pixelflare.backups.nightly import BackupRuns, NightlyServices, back_up_everybody, image_backup, status_of
from pixelflare.backups.restore import Restored, RestoreServices, owners_in, restore_library
from pixelflare.backups.settings import BackupSettings, place_of

__all__ = [
    "BackupRuns",
    "BackupSettings",
    "ForeignPlace",
    "LibraryRows",
    "NightlyServices",
    "RestoreServices",
    "Restored",
    "back_up_everybody",
    "image_backup",
    "open_bucket",
    "owners_in",
    "place_of",
    "probe",
    "restore_library",
    "status_of",
]
