"""Settings of functions/unfinished_schedule."""

from schema.env.base import Env


class UnfinishedScheduleEnv(Env):
    core_table: str
    uploads_bucket: str
    upload_queue_url: str
    variant_queue_url: str
