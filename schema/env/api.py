"""Settings of functions/api."""

from schema.env.base import Env, Numbers, Words
from schema.library.recognition import AiProvider


class ApiEnv(Env):
    core_table: str
    derived_table: str
    ephemeral_table: str
    audit_table: str
    uploads_bucket: str
    originals_bucket: str
    public_bucket: str
    private_bucket: str
    exports_bucket: str
    variant_queue_url: str
    webhook_queue_url: str
    domain_queue_url: str
    backup_queue_url: str
    classification_queue_url: str
    """`off` where nothing looks at pictures."""
    import_queue_url: str
    export_queue_url: str
    ai_provider: AiProvider
    ai_moderation: bool
    ai_thresholds: Words
    caption_model: str
    """The id of Bedrock's model or inference profile, or `off`."""
    face_detection: bool
    meaning_index: str
    """The ARN of the index of vectors; `off` where nobody searches by meaning."""
    distribution_id_parameter: str
    public_url_parameter: str
    tenancy_parameter: str
    """Where custom domains are served; there is none while they are off."""
    signing_key_parameter: str
    owner_pepper_parameter: str
    cursor_key_parameter: str
    api_key_pepper_parameter: str
    upload_token_key_parameter: str
    idempotency_key_parameter: str
    address_key_parameter: str
    origin_proof_secret: str
    user_pool_id: str
    user_pool_client_id: str
    sign_in_url: str
    """Of the pool's own pages, without a slash at the end."""
    oidc_issuer: str
    """Of our own provider, below which GitHub sends people back; `off` under `make run`."""
    github_client_id: str
    """Of the installation's app at GitHub; `off` without one, `local` under `make run`."""
    allowed_origins: Words
    """Pages that may call the API from a browser."""
    uploads_per_hour: int
    reads_per_hour: int
    writes_per_hour: int
    purges_per_day: int
    anonymous_per_minute: int
    analytics_per_minute: int
    meaning_per_hour: int
    classifications_per_month: int
    audit_logging: bool
    """Whether changes of the library have entries in the audit log, like all others."""
    analytics: bool
    """Whether anybody counts what viewers ask for."""
    hours_kept_days: int
    alarm_topic: str
    """The ARN of the topic that alarms speak to."""
    brake_stored_only: int
    brake_no_uploads: int
    bin_days: int
    backup_private_hosts: bool
    """Whether owners may back up to hosts in private networks, and by plain http."""
    custom_domains: bool
    """Whether owners may add host names of their own."""
    notices: bool
    """Whether this installation sends notices by e-mail."""
    plans: bool
    """Whether an owner's plan limits their images."""
    widths: Numbers
    """Pixels, ascending: what anybody may ask for without the owner's signature."""
    snap_widths: bool
    """Whether the edge snaps other widths to these."""

    @property
    def snapped_widths(self) -> tuple[int, ...]:
        """What the edge snaps other widths to, ascending; empty when it does not."""
        return self.widths if self.snap_widths else ()
