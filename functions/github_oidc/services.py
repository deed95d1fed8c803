"""What a sign-in with GitHub is made from, made from the function's environment."""

from functools import cached_property

from pixelflare.aws.parameters import Parameters
from pixelflare.aws.secrets import SharedSecret
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.github_sign_in import GitHub, SigningKey, SignInServices, SignInTickets, web_of
from pixelflare.outgoing import LoopbackClient, OutgoingClient
from pixelflare.rate_limits import RateLimiter
from schema.budgets import GITHUB_TIMEOUT
from schema.env.base import OFF
from schema.env.github_oidc import GithubOidcEnv
from schema.identity.github import LOCAL_CLIENT, PATH


class Services:
    def __init__(self, env: GithubOidcEnv) -> None:
        self.env = env
        self._parameters = Parameters(env.parameters)

    @cached_property
    def proof(self) -> SharedSecret:
        return SharedSecret(self.env.origin_proof_secret)

    @cached_property
    def github(self) -> GitHub:
        seconds, client_id = GITHUB_TIMEOUT.total_seconds(), self.env.github_client_id
        if client_id == LOCAL_CLIENT:
            double = web_of(client_id, public_url=self._public_url)
            client = LoopbackClient(seconds=seconds)
            return GitHub(client, client_id=client_id, secret=self._client_secret, web=double, api=f"{double}/api")
        return GitHub(OutgoingClient(seconds=seconds), client_id=client_id, secret=self._client_secret)

    @cached_property
    def sign_in(self) -> SignInServices:
        ephemeral = Table(self.env.ephemeral_table)
        return SignInServices(
            issuer=self._issuer,
            redirect_uri=f"{self.env.sign_in_url}/oauth2/idpresponse",
            is_secret=SharedSecret(self.env.oidc_client_secret).is_known_by,
            github=lambda: self.github,
            key=lambda: self._key,
            tickets=SignInTickets(ephemeral),
            limiter=RateLimiter(ephemeral),
            users=self.env.github_users,
            clock=clock.now,
        )

    @cached_property
    def _key(self) -> SigningKey:
        return SigningKey(self._parameters.value(self.env.github_signing_key_parameter))

    def _issuer(self) -> str:
        return f"{self._public_url()}{PATH}" if self.env.oidc_issuer == OFF else self.env.oidc_issuer

    def _public_url(self) -> str:
        return self._parameters.value(self.env.public_url_parameter)

    def _client_secret(self) -> str:
        return self._parameters.value(self.env.github_client_secret_parameter)
