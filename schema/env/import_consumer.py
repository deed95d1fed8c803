"""Settings of functions/import_consumer."""

from schema.env.base import Env


class ImportConsumerEnv(Env):
    core_table: str
    ephemeral_table: str
    audit_table: str
    uploads_bucket: str
    import_queue_url: str
    webhook_queue_url: str
    notice_queue_url: str
    notices: bool
    """Whether this installation sends notices by e-mail."""
    address_key_parameter: str
    backup_private_hosts: bool
    """Whether owners may name buckets in private networks, and by plain http."""
    plans: bool
    """Whether an owner's plan limits their images."""
