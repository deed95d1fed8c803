"""Settings of functions/variant_consumer."""

from schema.env.base import Env


class VariantConsumerEnv(Env):
    core_table: str
    audit_table: str
    ephemeral_table: str
    originals_bucket: str
    public_bucket: str
    private_bucket: str
    distribution_id_parameter: str
