"""One Lambda function from one folder of functions/, with a role, a log group and an alarm of its own."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from aws_cdk import IgnoreMode, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from schema import budgets
from schema.env.base import ON, Env
from schema.env.tracing import TRACING
from stacks.parts.alarms import FIVE_MINUTES, Alarms, Graphs
from stacks.parts.durations import duration
from stacks.parts.layers import ARCHITECTURE, ROOT, RUNTIME


class Common(NamedTuple):
    """What all functions of a stack share."""

    layers: Sequence[lambda_.ILayerVersion]
    alarms: Alarms
    is_traced: bool = False
    """Whether X-Ray follows every call."""


class AppFunction(Construct):
    """The function, its log group, its alarm, and a role that may do what `allow` was told and write its log.

    One for each function is derived from it, in stacks/service/<folder>.py; the attributes below are for those.
    """

    routes: tuple[str, ...] = ()
    """What of the HTTP API it answers, like `GET /i/{id}`."""
    requests_per_second: int | None = None
    """What its routes take of their own; without it they share the API's limit."""
    purges_edge = False
    """Whether it may have the edge forget what it holds."""

    def __init__(
        self,
        scope: Construct,
        folder: str,
        common: Common,
        *,
        env: Env,
        memory_mb: int,
        timeout: timedelta = budgets.HTTP_TIMEOUT,
        alarm_at: int = 5,
        seconds_per: Mapping[str, float] | None = None,
    ) -> None:
        """`seconds_per` event of operations/cost.py: how long it works for one, which the page of costs is made from."""
        super().__init__(scope, folder.title().replace("_", ""))
        self.folder = folder
        self.timeout = timeout
        self.log_group = logs.LogGroup(
            self, "Logs", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY
        )
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.allow(["logs:CreateLogStream", "logs:PutLogEvents"], self.log_group.log_group_arn)
        self.function = lambda_.Function(
            self,
            "Function",
            runtime=RUNTIME,
            architecture=ARCHITECTURE,
            code=lambda_.Code.from_asset(str(ROOT), exclude=_all_but(folder), ignore_mode=IgnoreMode.GIT),
            handler=f"functions.{folder}.handler.lambda_handler",
            layers=common.layers,
            memory_size=memory_mb,
            timeout=duration(timeout),
            role=self.role,
            log_group=self.log_group,
            environment=_observability(folder, is_traced=common.is_traced) | env.as_variables(),
            tracing=lambda_.Tracing.ACTIVE if common.is_traced else None,
        )
        if seconds_per:
            self._cfn.add_metadata("SecondsPer", dict(seconds_per))
        self._watch(common.alarms, at_least=alarm_at)

    def allow(self, actions: Sequence[str], *resources: str) -> None:
        """Adds one statement to the role. Spelled out, because the constructs' own grants come with wildcards."""
        self.role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=list(resources)))

    def allow_table(self, table: dynamodb.Table, *operations: str) -> None:
        """Operations on a table, not on its indexes; a transaction is authorised as the single operations in it."""
        self.allow([f"dynamodb:{operation}" for operation in operations], table.table_arn)

    def _watch(self, alarms: Alarms, *, at_least: int) -> None:
        alarms.watch(
            f"{self.node.id}Errors",
            self.function.metric_errors(period=FIVE_MINUTES),
            at_least=at_least,
            meaning=f"{self.folder} failed {_times(at_least)} in five minutes",
        )

    @property
    def _cfn(self) -> lambda_.CfnFunction:
        resource = self.function.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)
        return resource

    def graphs(self) -> Graphs:
        """What the dashboard shows of it."""
        return {
            "Function errors": [self.function.metric_errors(label=self.folder)],
            "Function duration (ms, p99)": [self.function.metric_duration(statistic="p99", label=self.folder)],
        }


def _times(count: int) -> str:
    return {1: "once", 5: "five times"}.get(count, f"{count} times")


def _all_but(folder: str) -> list[str]:
    """What to leave out of the repository so that `functions.<folder>` remains, importable by that name.

    Anchored patterns in git's sense: unanchored ones would also drop the folder's own files.
    """
    return ["/*", "!/functions", "/functions/*", "!/functions/__init__.py", f"!/functions/{folder}", "__pycache__"]


def _observability(folder: str, *, is_traced: bool) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": folder,
        "POWERTOOLS_METRICS_NAMESPACE": "Pixelflare",
        "LOG_LEVEL": "INFO",
        # pydantic would look through all installed packages for plugins of its own, at every cold start.
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    } | ({TRACING: ON} if is_traced else {})
