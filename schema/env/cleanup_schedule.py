"""Settings of functions/cleanup_schedule."""

from schema.env.base import Env


class CleanupScheduleEnv(Env):
    core_table: str
    ephemeral_table: str
    audit_table: str
    derived_table: str
    uploads_bucket: str
    originals_bucket: str
    public_bucket: str
    private_bucket: str
    exports_bucket: str
    variant_queue_url: str
    domain_queue_url: str
    classification_queue_url: str
    """`off` where nothing looks at pictures."""
    meaning_index: str
    """The ARN of the index of vectors; `off` where nobody searches by meaning."""
    distribution_id_parameter: str
    user_pool_id: str
    bin_days: int
