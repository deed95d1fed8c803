"""A function that a clock calls."""

from collections.abc import Mapping
from datetime import timedelta

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from schema import budgets
from schema.env.base import Env
from stacks.parts.alarms import Graphs
from stacks.parts.function import AppFunction, Common


class ScheduledFunction(AppFunction):
    """The function, the rule that calls it, and the rule's right to. A run that failed, or that did not happen, becomes a
    dead letter.

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
        runs_locally: str | None = None,
    ) -> None:
        """`at_start` is the detail of the event that `make run` calls it with when it starts again. `runs_locally` is
        its schedule there."""
        super().__init__(scope, folder, common, env=env, memory_mb=memory_mb, timeout=timeout, seconds_per=seconds_per)
        given_up = common.dead_letters.queue
        target = targets.LambdaFunction(self.function, dead_letter_queue=given_up)
        rule = events.Rule(self, "Rule", schedule=runs, targets=[target])
        resource = rule.node.default_child
        assert isinstance(resource, events.CfnRule)
        if at_start is not None:
            resource.add_metadata("AtStart", dict(at_start))
        if runs_locally is not None:
            resource.add_metadata("LocalSchedule", runs_locally)
        self.allow(["sqs:SendMessage"], given_up.queue_arn)
        # The construct for it would grant what is granted above once more.
        lambda_.CfnEventInvokeConfig(
            self,
            "Failures",
            function_name=self.function.function_name,
            qualifier="$LATEST",
            destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
                on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=given_up.queue_arn)
            ),
        ).node.add_dependency(self.role)

    def graphs(self) -> Graphs:
        return {**super().graphs(), "Runs of schedules": [self.function.metric_invocations(label=self.folder)]}
