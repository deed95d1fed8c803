"""What must outlive every deployment: tables, buckets, users."""

from typing import Any

from aws_cdk import Aws, CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from schema.keys.core import BY_ALBUM_OR_BIN
from stacks.parts.bucket import AppBucket
from stacks.parts.table import app_table

LOOPBACK = "http://localhost:8787"
"""Where `make run` and an operator's sign-in from a terminal wait for the code (RFC 8252); worth nothing without its PKCE."""


class StorageStack(Stack):
    """Tables, buckets and the user pool. Nothing here knows what is above it."""

    def __init__(self, scope: Construct, id_: str, **stack: Any) -> None:
        super().__init__(scope, id_, **stack)
        self.core = self._core_table()
        self.ephemeral = app_table(self, "Ephemeral", time_to_live_attribute="exp", removal=RemovalPolicy.DESTROY)
        self.audit = app_table(self, "Audit", removal=RemovalPolicy.RETAIN, recoverable=True, append_only=True)
        self.uploads = self._uploads_bucket()
        self.originals = self._originals_bucket()
        self.public = AppBucket(self, "Public", read_by_cloudfront="*").bucket
        # Expiring pictures lie there too, for the function only: the edge would not know when to stop.
        self.private = AppBucket(self, "Private", read_by_cloudfront="p/*").bucket
        self.web = AppBucket(self, "Web", read_by_cloudfront="*", published_from="web/dist").bucket
        self.users = self._user_pool()
        self.web_client = self._web_client()
        self._managed_login()

    def _core_table(self) -> dynamodb.Table:
        table = app_table(self, "Core", removal=RemovalPolicy.RETAIN, recoverable=True)
        table.add_global_secondary_index(
            index_name=BY_ALBUM_OR_BIN,
            partition_key=dynamodb.Attribute(name="g1pk", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="g1sk", type=dynamodb.AttributeType.STRING),
            projection_type=dynamodb.ProjectionType.ALL,
        )
        return table

    def _uploads_bucket(self) -> s3.Bucket:
        """Quarantine: what was sent waits here to be judged, a day at most, and so do the parts of what is being sent."""
        uploads = AppBucket(
            self,
            "Uploads",
            emits_events=True,
            lifecycle_rules=[s3.LifecycleRule(id="quarantine", expiration=Duration.days(1))],
            # Any page may post a form or put a part: what protects the bucket is the signature, not the page's origin.
            cors=[
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.POST, s3.HttpMethods.PUT],
                    allowed_origins=["*"],
                    allowed_headers=["*"],
                    exposed_headers=["ETag", "Location"],
                    max_age=3600,
                )
            ],
        )
        return uploads.bucket

    def _originals_bucket(self) -> s3.Bucket:
        """The untouched bytes, which nobody can rebuild: an overwrite or deletion can be undone for a month."""
        keep_a_month = s3.LifecycleRule(
            id="undo", noncurrent_version_expiration=Duration.days(30), expired_object_delete_marker=True
        )
        return AppBucket(self, "Originals", versioned=True, lifecycle_rules=[keep_a_month]).bucket

    def _user_pool(self) -> cognito.UserPool:
        return cognito.UserPool(
            self,
            "Users",
            feature_plan=cognito.FeaturePlan.ESSENTIALS,
            sign_in_policy=cognito.SignInPolicy(
                allowed_first_auth_factors=cognito.AllowedFirstAuthFactors(password=True, email_otp=True, passkey=True)
            ),
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            keep_original=cognito.KeepOriginalAttrs(email=True),
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True)
            ),
            password_policy=cognito.PasswordPolicy(min_length=12, temp_password_validity=Duration.days(3)),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _web_client(self) -> cognito.UserPoolClient:
        """A public client: no secret; authorization code with PKCE, which Cognito demands of whoever starts with it."""
        addresses = list(dict.fromkeys([self.node.get_context("app_url"), LOOPBACK]))
        return self.users.add_client(
            "Web",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user=True),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
                callback_urls=[f"{address}/auth/callback" for address in addresses],
                logout_urls=[f"{address}/" for address in addresses],
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
        )

    def _managed_login(self) -> None:
        """The sign-in page, on a domain that Cognito gives: its prefix must be free in the whole region."""
        prefix = f"{self.node.get_context('name')}-{Aws.ACCOUNT_ID}"
        domain = self.users.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=prefix),
            managed_login_version=cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
        )
        # Without a branding of its own an app client has no page at all.
        branding = cognito.CfnManagedLoginBranding(
            self,
            "Branding",
            user_pool_id=self.users.user_pool_id,
            client_id=self.web_client.user_pool_client_id,
            use_cognito_provided_values=True,
        )
        branding.node.add_dependency(domain)
        CfnOutput(self, "SignInUrl", value=domain.base_url())
        CfnOutput(self, "UserPoolId", value=self.users.user_pool_id)
        CfnOutput(self, "UserPoolClientId", value=self.web_client.user_pool_client_id)
