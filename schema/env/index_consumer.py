"""Settings of functions/index_consumer."""

from schema.env.base import Env


class IndexConsumerEnv(Env):
    core_table: str
    derived_table: str
    classification_queue_url: str
    """`off` where nothing looks at pictures."""
