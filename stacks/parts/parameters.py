"""The SSM parameters by name: the environment carries names, the functions read the values."""

from typing import NamedTuple, Self

from aws_cdk import Aws, Stack
from constructs import Construct

_PLAIN = frozenset({"distribution_id", "public_url", "signing_key", "tenancy"})
"""Those that are no SecureString: delivery and `make keys` write them."""


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
    tenancy: str
    """The multi-tenant distribution, its connection group, and where CNAMEs lead; only where custom domains are on."""
    signing_key: str
    """Plain text: which key signs private addresses, and the name of the SecureString with its private half."""

    @classmethod
    def of(cls, scope: Construct) -> Self:
        """The names of this installation."""
        prefix = _prefix(scope)
        return cls(*(f"{prefix}/{field.replace('_', '-')}" for field in cls._fields))

    @staticmethod
    def arn(name: str) -> str:
        return f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:parameter{name}"

    def demand_secrets(self, stack: Stack) -> None:
        """Says in the template which SecureStrings must exist before it runs: CloudFormation cannot make them."""
        secrets = [name for field, name in self._asdict().items() if field not in _PLAIN]
        stack.add_metadata("SecretParameters", secrets)


class GitHubParameters(NamedTuple):
    """The SecureStrings of the sign-in with GitHub, where it is on."""

    client_secret: str
    """GitHub makes it, and the operator hands it over."""
    signing_key: str
    """An RSA key, PKCS 8 as PEM, which `make keys` makes."""

    @classmethod
    def of(cls, scope: Construct) -> Self:
        prefix = _prefix(scope)
        return cls(f"{prefix}/github-client-secret", f"{prefix}/github-signing-key")

    def demand(self, stack: Stack) -> None:
        """Says in the template who makes them: CloudFormation cannot."""
        stack.add_metadata("GivenParameters", [self.client_secret])
        stack.add_metadata("RsaKeyParameters", [self.signing_key])


def core_stream(scope: Construct) -> str:
    """Holds the ARN of the core table's stream, which ends with the time at which it was made."""
    return f"{_prefix(scope)}/core-stream"


def list_of_parts(scope: Construct, kind: str) -> str:
    """Holds what the parts of the installation are called: more than a function's variables take."""
    return f"{_prefix(scope)}/parts/{kind}"


def private_half(scope: Construct, fingerprint: str) -> str:
    """The SecureString that holds the private half of a signing key."""
    return f"{_prefix(scope)}/signing-keys/{fingerprint}"


def _prefix(scope: Construct) -> str:
    return f"/{scope.node.get_context('name')}"
