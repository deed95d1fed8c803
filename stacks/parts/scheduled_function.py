"""A function that a clock calls."""

from collections.abc import Mapping
from datetime import timedelta

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from schema import budgets
from schema.env.base import Env
from stacks.parts.alarms import FIVE_MINUTES
from stacks.parts.function import AppFunction, Common


class ScheduledFunction(AppFunction):
    """The function, the rule that calls it, the rule's right to, and an alarm for a run that failed or did not happen.

    Lambda calls it twice more when it fails, and EventBridge may call it twice for one moment: a run must be repeatable.
    """

    def __init__(
        self,
        scope: Construct,
        folder: str,
        common: Common,
        *,
        runs: events.Schedule,
        env: Env,
        memory_mb: int,
        timeout: timedelta = budgets.SCHEDULE_TIMEOUT,
        seconds_per: Mapping[str, float] | None = None,
        at_start: Mapping[str, object] | None = None,
        is_watched: bool = True,
    ) -> None:
        """`at_start` is the detail of the event that `make run` calls it with when it starts again.

        `is_watched` is false for a run that the next one makes up for: nobody is mailed about it.
        """
        super().__init__(scope, folder, common, env=env, memory_mb=memory_mb, timeout=timeout, seconds_per=seconds_per)
        rule = events.Rule(self, "Rule", schedule=runs, targets=[targets.LambdaFunction(self.function)])
        if at_start is not None:
            resource = rule.node.default_child
            assert isinstance(resource, events.CfnRule)
            resource.add_metadata("AtStart", dict(at_start))
        if is_watched:
            self._watch(rule, common)

    def _watch(self, rule: events.Rule, common: Common) -> None:
        not_called = cloudwatch.Metric(
            namespace="AWS/Events",
            metric_name="FailedInvocations",
            dimensions_map={"RuleName": rule.rule_name},
            period=FIVE_MINUTES,
            statistic="Sum",
        )
        common.alarms.watch(
            f"{self.node.id}Errors",
            self.function.metric_errors(period=FIVE_MINUTES),
            at_least=1,
            meaning=f"{self.folder} failed once in five minutes",
        )
        common.alarms.watch(
            f"{self.node.id}NotCalled", not_called, at_least=1, meaning=f"{self.folder} was due and could not be called"
        )
