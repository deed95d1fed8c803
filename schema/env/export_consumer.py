"""Settings of functions/export_consumer."""

from schema.env.base import Env


class ExportConsumerEnv(Env):
    core_table: str
    derived_table: str
    ephemeral_table: str
    audit_table: str
    originals_bucket: str
    exports_bucket: str
    export_queue_url: str
