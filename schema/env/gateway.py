"""Settings of functions/gateway."""

from schema.env.base import Env


class GatewayEnv(Env):
    core_table: str
