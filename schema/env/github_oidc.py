"""Settings of functions/github_oidc."""

from schema.env.base import Env, Words


class GithubOidcEnv(Env):
    ephemeral_table: str
    github_client_id: str
    """Of the installation's app at GitHub; `local` under `make run`."""
    github_users: Words
    """The ids of those who may sign in, or `anybody`."""
    github_client_secret_parameter: str
    github_signing_key_parameter: str
    public_url_parameter: str
    oidc_issuer: str
    """Whom the user pool expects; `off` under `make run`, where the public address is known only when it runs."""
    oidc_client_secret: str
    """The ARN of the secret that only the user pool knows."""
    origin_proof_secret: str
    sign_in_url: str
    """Of the pool's own pages, without a slash at the end."""
