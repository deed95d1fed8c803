"""Settings of functions/cdn."""

from schema.env.base import Env, Numbers


class CdnEnv(Env):
    core_table: str
    ephemeral_table: str
    originals_bucket: str
    public_bucket: str
    private_bucket: str
    variant_queue_url: str
    address_key_parameter: str
    variants_per_hour: int
    image_variants_per_day: int
    owner_variants_per_hour: int
    widths: Numbers
    """Pixels, ascending: what anybody may ask for without the owner's signature."""
