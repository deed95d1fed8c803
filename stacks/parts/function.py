"""One Lambda function from one folder of functions/, with a role, a log group and lines in the dashboard."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from aws_cdk import IgnoreMode, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from schema import budgets
from schema.env.base import ON, Env
from schema.env.tracing import TRACING
from stacks.parts.alarms import FIVE_MINUTES, Alarms, Graphs
from stacks.parts.dead_letters import DeadLetters
from stacks.parts.durations import duration
from stacks.parts.layers import ARCHITECTURE, ROOT, RUNTIME
from stacks.parts.settings import Settings


class Common(NamedTuple):
    """What all functions of a stack share."""

    layers: Sequence[lambda_.ILayerVersion]
    alarms: Alarms
    dead_letters: DeadLetters
    is_traced: bool = False
    """Whether X-Ray follows every call."""
    namespace: str = "pixelflare-service"
    """Where CloudWatch keeps the functions' own metrics, apart from those of another installation."""


class AppFunction(Construct):
    """The function, its log group, and a role that may do what `allow` was told and write its log.

    One for each function is derived from it, in stacks/service/<folder>.py; the attributes below are for those. What
    calls a function watches it: the HTTP API counts its 5xx, a queue its dead letters, a schedule its errors.
    """

    routes: tuple[str, ...] = ()
    """What of the HTTP API it answers, like `GET /i/{id}`."""
    requests_per_second: int | None = None
    """What its routes take of their own; without it they share the API's limit."""
    purges_edge = False
    """Whether it may have the edge forget what it holds."""
    looks_at_all = False
    """Whether it is made last, because it is told of all others."""

    @classmethod
    def is_wanted(cls, settings: Settings) -> bool:  # noqa: ARG003 - most are in each
        """Whether an installation with these settings has it."""
        return True

    def __init__(
        self,
        scope: Construct,
        folder: str,
        common: Common,
        *,
        env: Env,
        memory_mb: int,
        timeout: timedelta = budgets.HTTP_TIMEOUT,
        reserved: int | None = None,
        seconds_per: Mapping[str, float] | None = None,
    ) -> None:
        """`reserved` calls at most run at once, and nobody else gets these. `seconds_per` event of operations/cost.py:
        how long it works for one, which the page of costs is made from."""
        super().__init__(scope, folder.title().replace("_", ""))
        self.folder = folder
        self._namespace = common.namespace
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
            reserved_concurrent_executions=reserved,
            log_group=self.log_group,
            environment=_observability(folder, common) | env.as_variables(),
            tracing=lambda_.Tracing.ACTIVE if common.is_traced else None,
        )
        if seconds_per:
            self._cfn.add_metadata("SecondsPer", dict(seconds_per))

    def allow(self, actions: Sequence[str], *resources: str) -> None:
        """Adds one statement to the role. Spelled out, because the constructs' own grants come with wildcards."""
        self.role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=list(resources)))

    def allow_table(self, table: dynamodb.Table, *operations: str) -> None:
        """Operations on a table, not on its indexes; a transaction is authorised as the single operations in it."""
        self.allow([f"dynamodb:{operation}" for operation in operations], table.table_arn)

    def allow_recursion(self) -> None:
        """It may call itself by its own queue. Without this, Lambda ends the chain after about 16 calls.

        https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
        """
        self._cfn.recursive_loop = "Allow"

    def outcome(self, name: str, *, label: str | None = None) -> cloudwatch.Metric:
        """How often in five minutes the function's code counted this outcome; the label is for a graph."""
        return cloudwatch.Metric(
            namespace=self._namespace,
            metric_name=name,
            dimensions_map={"service": self.folder},
            period=FIVE_MINUTES,
            statistic="Sum",
            label=label,
        )

    @property
    def _cfn(self) -> lambda_.CfnFunction:
        resource = self.function.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)
        return resource

    def graphs(self) -> Graphs:
        """What the dashboard shows of it alone. Errors and throttles it has of all functions (docs/decisions/0078)."""
        return {}


def _all_but(folder: str) -> list[str]:
    """What to leave out of the repository so that `functions.<folder>` remains, importable by that name.

    Anchored patterns in git's sense: unanchored ones would also drop the folder's own files.
    """
    return ["/*", "!/functions", "/functions/*", "!/functions/__init__.py", f"!/functions/{folder}", "__pycache__"]


def _observability(folder: str, common: Common) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": folder,
        "POWERTOOLS_METRICS_NAMESPACE": common.namespace,
        "LOG_LEVEL": "INFO",
        # pydantic would look through all installed packages for plugins of its own, at every cold start.
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    } | ({TRACING: ON} if common.is_traced else {})
