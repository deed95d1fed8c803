"""functions/github_oidc: who has proven at GitHub who they are is told to the user pool. Only where an app at GitHub is named."""

from aws_cdk import Stack
from constructs import Construct

from schema.env.base import OFF
from schema.env.github_oidc import GithubOidcEnv
from schema.identity.github import PATH
from stacks.parts.function import AppFunction
from stacks.parts.parameters import GitHubParameters, ParameterNames
from stacks.parts.settings import Settings
from stacks.service.foundation import Foundation
from stacks.storage.github import issuer_of


class GithubOidc(AppFunction):
    requests_per_second = 20  # people sign in now and then; a flood must leave room for the API
    routes = (
        *(f"GET {PATH}/{page}" for page in (".well-known/openid-configuration", "jwks.json", "authorize", "callback")),
        f"POST {PATH}/token",
        f"GET {PATH}/userinfo",
        f"POST {PATH}/userinfo",
    )

    @classmethod
    def is_wanted(cls, settings: Settings) -> bool:
        return settings.github_client_id != OFF

    def __init__(self, scope: Construct, on: Foundation) -> None:
        parameters, github = GitHubParameters.of(scope), on.storage.github
        assert github is not None, "the user pool knows it"
        env = GithubOidcEnv(
            ephemeral_table=on.storage.ephemeral.table_name,
            github_client_id=on.settings.github_client_id,
            github_users=on.settings.github_users,
            github_client_secret_parameter=parameters.client_secret,
            github_signing_key_parameter=parameters.signing_key,
            public_url_parameter=on.parameters.public_url,
            oidc_issuer=issuer_of(scope),
            oidc_client_secret=github.secret.secret_arn,
            origin_proof_secret=on.origin_proof.secret_arn,
            sign_in_url=on.storage.sign_in_url,
        )
        # The memory is for the share of a CPU that comes with it: a token is signed.
        super().__init__(scope, "github_oidc", on.common, env=env, memory_mb=512)
        parameters.demand(Stack.of(self))
        # What is kept of a sign-in is taken by whoever is first; and sign-ins are counted.
        self.allow_table(on.storage.ephemeral, "GetItem", "PutItem", "DeleteItem", "UpdateItem")
        read = [parameters.client_secret, parameters.signing_key, on.parameters.public_url]
        self.allow(["ssm:GetParameters"], *map(ParameterNames.arn, read))
        self.allow(["secretsmanager:GetSecretValue"], on.origin_proof.secret_arn, github.secret.secret_arn)
