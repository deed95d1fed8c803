"""Settings of functions/brake_schedule."""

from schema.env.base import Env


class BrakeScheduleEnv(Env):
    core_table: str
    derived_table: str
    audit_table: str
    alarm_topic: str
    """The ARN of the topic that alarms speak to."""
    budget_name: str
    """Of AWS Budgets; `off` where there is none."""
    account_id: str
    brake_stored_only: int
    """Dollars in a month, from which nothing new is made for viewers. 0: never by itself."""
    brake_no_uploads: int
    """Dollars in a month, from which nothing is taken from owners. 0: never by itself."""
