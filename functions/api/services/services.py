"""All that the routes work with, and the pipeline in front of them."""

from functools import cached_property

from functions.api.callers import authenticators, limits_of
from functions.api.services.insights import InsightServices
from pixelflare.accounts import Standings
from pixelflare.aws.secrets import SharedSecret
from pixelflare.base import clock
from pixelflare.brake import Brake
from pixelflare.entry.http import RateLimits, Replays, Request, RequestPipeline
from pixelflare.identity import Caller, authenticate
from pixelflare.rate_limits import Limit, RateLimiter


class Services(InsightServices):
    @cached_property
    def pipeline(self) -> RequestPipeline:
        return RequestPipeline(
            authenticators=authenticators(
                self._caller_of_credentials,
                upload_token_key=self.upload_token_key,
                owner_of_notice=lambda query: self.unsubscription_in(query).owner,
            ),
            proof=SharedSecret(self.env.origin_proof_secret),
            origins=frozenset(self.env.allowed_origins),
            limits=RateLimits(
                RateLimiter(self._ephemeral), self.rate_limits, standings=self.standings if self.env.plans else None
            ),
            replays=Replays(self._ephemeral, secret=lambda: self.parameters.secret(self.env.idempotency_key_parameter)),
            audit=self.audit_log,
            is_audit_whole=self.env.audit_logging,
            standings=self.standings,
            brake=self.brake,
            clock=clock.now,
        )

    @cached_property
    def standings(self) -> Standings:
        return Standings(self.users)

    @cached_property
    def brake(self) -> Brake:
        return Brake(self._core)

    @property
    def rate_limits(self) -> dict[str, Limit]:
        return limits_of(self.env)

    def _caller_of_credentials(self, request: Request) -> Caller:
        return authenticate(
            request.headers.get("authorization"),
            address=request.address,
            verifier=self.token_verifier,
            logins=self.logins,
            key_ring=self.key_ring,
            now=clock.now(),
        )
