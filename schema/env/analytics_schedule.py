"""Settings of functions/analytics_schedule."""

from schema.env.base import Env


class AnalyticsScheduleEnv(Env):
    core_table: str
    derived_table: str
    logs_bucket: str
    logs_prefix: str
    """How the keys of access logs begin."""
    hours_kept_days: int
    athena_workgroup: str
    """`off` where the function counts by itself."""
    athena_table: str
    """With its database, as SQL names it; `off` likewise."""
