"""What must outlive every deployment: tables, buckets, users."""

from stacks.storage.stack import StorageStack

__all__ = ["StorageStack"]
