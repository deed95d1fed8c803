"""Backups of owners' libraries, in buckets of their own at any provider that speaks S3."""

from pixelflare.aws.foreign_buckets import ForeignBucket, ForeignPlace
from pixelflare.backups.connection import OpenBuckets, open_bucket, probe
from pixelflare.backups.encryption import encryption_of, rewrite, turn_on
from pixelflare.backups.following import follow_event, give_up
from pixelflare.backups.keys import BackupKeys
from pixelflare.backups.library import LibraryRows
from pixelflare.backups.manifest import check_signature, image_lines, library_lines
from pixelflare.backups.marks import BackupStates, image_backup
from pixelflare.backups.nightly import back_up_everybody
from pixelflare.backups.recovery import Keyring
from pixelflare.backups.restore import Restored, RestoreServices, check_recovery_key, owners_in, restore_library
from pixelflare.backups.restore_jobs import (
    RestoreJobs,
    RestoreJobServices,
    go_on_restoring,
    request_restore,
    restore_status,
)
from pixelflare.backups.runs import BackupRuns
from pixelflare.backups.services import BackupServices
from pixelflare.backups.settings import BackupSettings, place_of
from pixelflare.backups.whole import request_run, run_requested, status_of

__all__ = [
    "BackupKeys",
    "BackupRuns",
    "BackupServices",
    "BackupSettings",
    "BackupStates",
    "ForeignBucket",
    "ForeignPlace",
    "Keyring",
    "LibraryRows",
    "OpenBuckets",
    "RestoreJobServices",
    "RestoreJobs",
    "RestoreServices",
    "Restored",
    "back_up_everybody",
    "check_recovery_key",
    "check_signature",
    "encryption_of",
    "follow_event",
    "give_up",
    "go_on_restoring",
    "image_backup",
    "image_lines",
    "library_lines",
    "open_bucket",
    "owners_in",
    "place_of",
    "probe",
    "request_restore",
    "request_run",
    "restore_library",
    "restore_status",
    "rewrite",
    "run_requested",
    "status_of",
    "turn_on",
]
