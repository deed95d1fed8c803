"""Backups of owners' libraries, in buckets of their own at any provider that speaks S3."""

from pixelflare.aws.foreign_buckets import ForeignPlace
from pixelflare.backups.connection import open_bucket, probe
from pixelflare.backups.settings import BackupSettings, place_of

__all__ = ["BackupSettings", "ForeignPlace", "open_bucket", "place_of", "probe"]
