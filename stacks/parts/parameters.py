"""The SSM parameters by name: the environment carries names, the functions read the values."""

from typing import NamedTuple, Self

from aws_cdk import Aws, Stack
from constructs import Construct


class ParameterNames(NamedTuple):
    """What the application reads at run time; delivery writes the plain ones, as functions may not refer upwards."""

    owner_pepper: str
    cursor_key: str
    distribution_id: str
    public_url: str

    @classmethod
    def of(cls, scope: Construct) -> Self:
        """The names of this installation."""
        prefix = f"/{scope.node.get_context('name')}"
        return cls(
            owner_pepper=f"{prefix}/owner-pepper",
            cursor_key=f"{prefix}/cursor-key",
            distribution_id=f"{prefix}/distribution-id",
            public_url=f"{prefix}/public-url",
        )

    @staticmethod
    def arn(name: str) -> str:
        return f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:parameter{name}"

    def demand_secrets(self, stack: Stack) -> None:
        """Says in the template which SecureStrings must exist before it runs: CloudFormation cannot make them."""
        stack.add_metadata("SecretParameters", [self.owner_pepper, self.cursor_key])
