"""One Lambda function from one folder of functions/, with a role and a log group of its own."""

from collections.abc import Sequence
from datetime import timedelta

from aws_cdk import IgnoreMode, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from schema.env.base import Env
from stacks.parts.durations import duration
from stacks.parts.layers import ARCHITECTURE, ROOT, RUNTIME


class AppFunction(Construct):
    """The function, its log group, and a role that may write there and do what `allow` was told, nothing else."""

    def __init__(
        self,
        scope: Construct,
        folder: str,
        *,
        layers: Sequence[lambda_.ILayerVersion],
        env: Env,
        memory_mb: int,
        timeout: timedelta,
    ) -> None:
        super().__init__(scope, folder.title().replace("_", ""))
        self.folder = folder
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
            layers=layers,
            memory_size=memory_mb,
            timeout=duration(timeout),
            role=self.role,
            log_group=self.log_group,
            environment=_observability(folder) | env.as_variables(),
        )

    def allow(self, actions: Sequence[str], *resources: str) -> None:
        """Adds one statement to the role. Spelled out, because the constructs' own grants come with wildcards."""
        self.role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=list(resources)))


def _all_but(folder: str) -> list[str]:
    """What to leave out of the repository so that `functions.<folder>` remains, importable by that name.

    Anchored patterns in git's sense: unanchored ones would also drop the folder's own files.
    """
    return ["/*", "!/functions", "/functions/*", "!/functions/__init__.py", f"!/functions/{folder}", "__pycache__"]


def _observability(folder: str) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": folder,
        "POWERTOOLS_METRICS_NAMESPACE": "Pixelflare",
        "LOG_LEVEL": "INFO",
        # pydantic would look through all installed packages for plugins of its own, at every cold start.
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }
