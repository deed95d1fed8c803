"""Settings of functions/unfinished_schedule."""

from schema.env.base import Env


class UnfinishedScheduleEnv(Env):
    uploads_bucket: str
    upload_queue_url: str
