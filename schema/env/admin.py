"""Settings of functions/admin."""

from schema.env.base import Env, Words


class AdminEnv(Env):
    core_table: str
    derived_table: str
    ephemeral_table: str
    audit_table: str
    user_pool_id: str
    user_pool_client_id: str
    owner_pepper_parameter: str
    api_key_pepper_parameter: str
    cursor_key_parameter: str
    idempotency_key_parameter: str
    origin_proof_secret: str
    allowed_origins: Words
    reads_per_hour: int
    writes_per_hour: int
    anonymous_per_minute: int
    audit_logging: bool
    plans: bool
    dead_letter_queues: Words
    """Each as name and address, with `|` between them."""
    schedules: Words
    """Each as folder and Lambda's name."""
    work_queues_parameter: str
    """Where each is named, as name, SQS's name and the folder of its consumer. Variables have room for four kilobytes."""
    log_groups_parameter: str
    """Each as folder and CloudWatch's name."""
    alarm_prefix: str
