"""Settings of functions/change_stream."""

from schema.env.base import Env


class ChangeStreamEnv(Env):
    core_table: str
    backup_queue_url: str
    webhook_queue_url: str
    notice_queue_url: str
    notices: bool
    """Whether this installation sends notices by e-mail."""
