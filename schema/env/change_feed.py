"""Settings of functions/change_feed."""

from schema.env.base import Env


class ChangeFeedEnv(Env):
    index_queue_url: str
