"""Who signs in: the user pool, its one client, and the sign-in page.

Their ids in the stack must stay: another id is another pool without users.
Codes by e-mail need a sender of one's own: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
"""

from aws_cdk import Aws, CfnOutput, Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from schema.identity.scopes import OPERATORS
from stacks.parts.mail_sender import sender_of
from stacks.parts.settings import Settings
from stacks.storage.github import GitHubProvider

CALLBACKS = ("/auth/callback", "/app/callback")
"""Of an operator's terminal (RFC 8252), and of the browser application."""
LOOPBACK = "http://localhost:8787"
"""Where `make run` and an operator's sign-in from a terminal wait for the code (RFC 8252); worth nothing without its PKCE."""


def user_pool(scope: Construct) -> cognito.UserPool:
    """Password and passkey; a code by e-mail as well, where the operator has named an identity of SES to send it from."""
    identity = Settings.of(scope).ses_identity
    return cognito.UserPool(
        scope,
        "Users",
        feature_plan=cognito.FeaturePlan.ESSENTIALS,
        sign_in_policy=cognito.SignInPolicy(
            allowed_first_auth_factors=cognito.AllowedFirstAuthFactors(
                password=True, email_otp=bool(identity), passkey=True
            )
        ),
        email=_sender(identity) if identity else None,
        self_sign_up_enabled=False,
        sign_in_aliases=cognito.SignInAliases(email=True),
        sign_in_case_sensitive=False,
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        keep_original=cognito.KeepOriginalAttrs(email=True),
        standard_attributes=cognito.StandardAttributes(email=cognito.StandardAttribute(required=True, mutable=True)),
        password_policy=cognito.PasswordPolicy(min_length=12, temp_password_validity=Duration.days(3)),
        account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
        deletion_protection=True,
        removal_policy=RemovalPolicy.RETAIN,
    )


def _sender(identity: str) -> cognito.UserPoolEmail:
    domain = None if "@" in identity else identity
    return cognito.UserPoolEmail.with_ses(from_email=sender_of(identity), ses_verified_domain=domain)


def operators(scope: Construct, users: cognito.UserPool) -> None:
    """The group whose members set plans and suspend owners. Nobody is in it until an administrator of the account adds somebody."""
    group = cognito.CfnUserPoolGroup(
        scope,
        "Operators",
        user_pool_id=users.user_pool_id,
        group_name=OPERATORS,
        description="May set plans and suspend owners",
    )
    group.add_metadata("LocalMembers", ["operator"])  # who is in it under `make run`


def web_client(scope: Construct, users: cognito.UserPool, *, github: GitHubProvider | None) -> cognito.UserPoolClient:
    """A public client: no secret; authorization code with PKCE, which Cognito demands of whoever starts with it."""
    addresses = list(dict.fromkeys([scope.node.get_context("app_url"), LOOPBACK]))
    providers = [cognito.UserPoolClientIdentityProvider.COGNITO]
    if github:
        providers.append(cognito.UserPoolClientIdentityProvider.custom(github.provider.provider_name))
    client = users.add_client(
        "Web",
        generate_secret=False,
        auth_flows=cognito.AuthFlow(user=True),
        o_auth=cognito.OAuthSettings(
            flows=cognito.OAuthFlows(authorization_code_grant=True),
            scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
            callback_urls=[f"{address}{path}" for address in addresses for path in CALLBACKS],
            logout_urls=[f"{address}{path}" for address in addresses for path in ("/", "/app/sign-in")],
        ),
        supported_identity_providers=providers,
        access_token_validity=Duration.hours(1),
        id_token_validity=Duration.hours(1),
        refresh_token_validity=Duration.days(30),
        enable_token_revocation=True,
        prevent_user_existence_errors=True,
    )
    if github:  # Cognito refuses a client that names a provider which is not there yet
        client.node.add_dependency(github.provider)
    return client


def managed_login(scope: Construct, users: cognito.UserPool, client: cognito.UserPoolClient) -> str:
    """The address of the sign-in page, on a domain that Cognito gives: its prefix must be free in the whole region."""
    prefix = f"{scope.node.get_context('name')}-{Aws.ACCOUNT_ID}"
    domain = users.add_domain(
        "Domain",
        cognito_domain=cognito.CognitoDomainOptions(domain_prefix=prefix),
        managed_login_version=cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    )
    # Without a branding of its own an app client has no page at all.
    branding = cognito.CfnManagedLoginBranding(
        scope,
        "Branding",
        user_pool_id=users.user_pool_id,
        client_id=client.user_pool_client_id,
        use_cognito_provided_values=True,
    )
    branding.node.add_dependency(domain)
    CfnOutput(scope, "SignInUrl", value=domain.base_url())
    CfnOutput(scope, "UserPoolId", value=users.user_pool_id)
    CfnOutput(scope, "UserPoolClientId", value=client.user_pool_client_id)
    return domain.base_url()
