"""GitHub as an identity provider of the user pool, by our own OpenID provider (functions/github_oidc), where it is on.

The endpoints are spelled out, so Cognito need not read them while the function is not there yet.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cognito-userpoolidentityprovider.html
"""

from typing import NamedTuple

from aws_cdk import RemovalPolicy
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from schema.env.base import OFF
from schema.identity.github import LOCAL_CLIENT, PATH, PROVIDER, RELYING_PARTY
from stacks.parts.settings import Settings


class GitHubProvider(NamedTuple):
    provider: cognito.UserPoolIdentityProviderOidc
    secret: secretsmanager.Secret
    """What the user pool proves itself with; another one than GitHub's for us."""


def github_provider(scope: Construct, users: cognito.UserPool) -> GitHubProvider | None:
    """None where it is off."""
    if Settings.of(scope).github_client_id == OFF:
        return None
    secret = secretsmanager.Secret(
        scope,
        "OidcClientSecret",
        description="Sent by the user pool with every code of a sign-in with GitHub",
        generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
        removal_policy=RemovalPolicy.DESTROY,
    )
    issuer = f"{scope.node.get_context('app_url')}{PATH}"
    provider = cognito.UserPoolIdentityProviderOidc(
        scope,
        "GitHub",
        user_pool=users,
        name=PROVIDER,
        client_id=RELYING_PARTY,
        client_secret=secret.secret_value.unsafe_unwrap(),
        issuer_url=issuer,
        attribute_request_method=cognito.OidcAttributeRequestMethod.GET,
        scopes=["openid", "email", "profile"],
        endpoints=cognito.OidcEndpoints(
            authorization=f"{issuer}/authorize",
            token=f"{issuer}/token",
            user_info=f"{issuer}/userinfo",
            jwks_uri=f"{issuer}/jwks.json",
        ),
        attribute_mapping=cognito.AttributeMapping(
            email=cognito.ProviderAttribute.other("email"),
            email_verified=cognito.ProviderAttribute.other("email_verified"),
            preferred_username=cognito.ProviderAttribute.other("preferred_username"),
            fullname=cognito.ProviderAttribute.other("name"),
        ),
    )
    return GitHubProvider(provider, secret)


def issuer_of(scope: Construct) -> str:
    """Whom the user pool expects; `off` under `make run`, which has another port perhaps."""
    is_local = Settings.of(scope).github_client_id == LOCAL_CLIENT
    return OFF if is_local else f"{scope.node.get_context('app_url')}{PATH}"
