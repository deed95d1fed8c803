"""The SSM parameters by name: the environment carries names, the functions read the values."""

from typing import NamedTuple, Self

from aws_cdk import Aws, Stack
from constructs import Construct


class ParameterNames(NamedTuple):
    """What the application reads at run time; delivery writes the plain ones, as functions may not refer upwards."""

    owner_pepper: str
    cursor_key: str
    api_key_pepper: str
    upload_token_key: str
    idempotency_key: str
    address_key: str
    distribution_id: str
    public_url: str
    signing_key: str
    """Plain text: which key signs private addresses, and the name of the SecureString with its private half."""

    @classmethod
    def of(cls, scope: Construct) -> Self:
        """The names of this installation."""
        prefix = _prefix(scope)
        return cls(
            owner_pepper=f"{prefix}/owner-pepper",
            cursor_key=f"{prefix}/cursor-key",
            api_key_pepper=f"{prefix}/api-key-pepper",
            upload_token_key=f"{prefix}/upload-token-key",
            idempotency_key=f"{prefix}/idempotency-key",
            address_key=f"{prefix}/address-key",
            distribution_id=f"{prefix}/distribution-id",
            public_url=f"{prefix}/public-url",
            signing_key=f"{prefix}/signing-key",
        )

    @staticmethod
    def arn(name: str) -> str:
        return f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:parameter{name}"

    def demand_secrets(self, stack: Stack) -> None:
        """Says in the template which SecureStrings must exist before it runs: CloudFormation cannot make them."""
        secrets = [
            self.owner_pepper,
            self.cursor_key,
            self.api_key_pepper,
            self.upload_token_key,
            self.idempotency_key,
            self.address_key,
        ]
        stack.add_metadata("SecretParameters", secrets)


def private_half(scope: Construct, fingerprint: str) -> str:
    """The SecureString that holds the private half of a signing key."""
    return f"{_prefix(scope)}/signing-keys/{fingerprint}"


def _prefix(scope: Construct) -> str:
    return f"/{scope.node.get_context('name')}"
