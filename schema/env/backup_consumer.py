"""Settings of functions/backup_consumer."""

from schema.env.base import Env


class BackupConsumerEnv(Env):
    core_table: str
    audit_table: str
    originals_bucket: str
    backup_queue_url: str
    address_key_parameter: str
    plans: bool
    """Whether an owner's plan limits the images that a restore brings back."""
    backup_private_hosts: bool
    """Whether owners may back up to hosts in private networks, and by plain http."""
