"""Mails from an identity of one's own, switched on by a later deployment: the user pool and its users stay."""

import pytest

from operations.deployment import Deployment
from operations.mail_sender import SenderError, check
from tests.accept.journey import the

IDENTITY = "example.com"


def verify_sender(deployment: Deployment) -> None:
    """Raises AssertionError unless a deployment is refused before SES knows the identity, and only then."""
    with pytest.raises(SenderError, match=IDENTITY):
        check(deployment)
    deployment.client("sesv2").create_email_identity(EmailIdentity=IDENTITY)
    assert IDENTITY in check(deployment)


def pool_of(deployment: Deployment) -> str:
    return deployment.physical_name(the(deployment, "AWS::Cognito::UserPool"))


def sends_codes(deployment: Deployment, pool: str) -> None:
    """Raises AssertionError unless this same pool sends from the identity now."""
    assert pool_of(deployment) == pool, "the user pool was replaced"
    found = deployment.client("cognito-idp").describe_user_pool(UserPoolId=pool)["UserPool"]["EmailConfiguration"]
    assert found["EmailSendingAccount"] == "DEVELOPER", found
    assert found["SourceArn"].endswith(f":identity/{IDENTITY}"), found
