"""What the routes for operators work with, made from the function's environment."""

from datetime import timedelta
from functools import cached_property

from pixelflare.accounts import HandleStore, LinkStore, Standings, UserStore
from pixelflare.administration import DeadLetters, OwnerList, Parts, WorkQueuePart
from pixelflare.analytics import RollupReader
from pixelflare.api_keys import ApiKeyStore, KeyRing
from pixelflare.audit import AuditLog
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.secrets import SharedSecret
from pixelflare.aws.table import Table
from pixelflare.aws.user_directory import UserDirectory
from pixelflare.aws.user_pool import UserPool
from pixelflare.base import clock
from pixelflare.base.cursors import Cursors
from pixelflare.brake import Brake
from pixelflare.costs import CostQuestions, CostRecords
from pixelflare.entry.http import (
    ANONYMOUS_LIMIT,
    BEARER,
    OPERATOR_TOKEN,
    Call,
    RateLimits,
    Replays,
    Request,
    RequestPipeline,
)
from pixelflare.identity import Caller, Logins, TokenVerifier, authenticate
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.search import SentenceCounts
from pixelflare.usage import UsageCounters
from schema.env.admin import AdminEnv


class Services:
    def __init__(self, env: AdminEnv) -> None:
        self.env = env
        self._parameters = Parameters(env.parameters)
        self._core, self._ephemeral = Table(env.core_table), Table(env.ephemeral_table)

    @cached_property
    def pipeline(self) -> RequestPipeline:
        env = self.env
        return RequestPipeline(
            authenticators=dict.fromkeys((BEARER, OPERATOR_TOKEN), self._caller),
            proof=SharedSecret(env.origin_proof_secret),
            origins=frozenset(env.allowed_origins),
            limits=RateLimits(
                RateLimiter(self._ephemeral), self.rate_limits, standings=self.standings if env.plans else None
            ),
            replays=Replays(self._ephemeral, secret=lambda: self._parameters.secret(env.idempotency_key_parameter)),
            audit=AuditLog(Table(env.audit_table), cursor_key=self._cursor_key),
            is_audit_whole=env.audit_logging,
            standings=self.standings,
            brake=Brake(self._core),
            clock=clock.now,
        )

    @property
    def rate_limits(self) -> dict[str, Limit]:
        """The operator's own, which the API counts, too."""
        env = self.env
        limits = {"read": Limit("read", env.reads_per_hour), "write": Limit("write", env.writes_per_hour)}
        return limits | {ANONYMOUS_LIMIT: Limit(ANONYMOUS_LIMIT, env.anonymous_per_minute, timedelta(minutes=1))}

    @cached_property
    def standings(self) -> Standings:
        return Standings(self.users)

    @cached_property
    def users(self) -> UserStore:
        return UserStore(self._core)

    @cached_property
    def logins(self) -> Logins:
        return Logins(
            self.users,
            links=LinkStore(self._core),
            pepper=lambda: self._parameters.secret(self.env.owner_pepper_parameter),
        )

    @cached_property
    def owners(self) -> OwnerList:
        derived = Table(self.env.derived_table)
        return OwnerList(
            directory=UserDirectory(self.env.user_pool_id),
            issuer=self._pool.issuer,
            logins=self.logins,
            users=self.users,
            handles=HandleStore(self._core),
            counters=UsageCounters(self._core),
            costs=CostQuestions(CostRecords(derived), RollupReader(derived), SentenceCounts(self._core)),
            cursors=Cursors(self._cursor_key),
        )

    @cached_property
    def parts(self) -> Parts:
        env, groups = self.env, dict(self._named_in(self.env.log_groups_parameter))
        return Parts(
            work=tuple(
                WorkQueuePart(name, queue, folder, groups[folder])
                for name, queue, folder in self._named_in(env.work_queues_parameter)
            ),
            dead_letters=dict(map(_split, env.dead_letter_queues)),
            schedules=dict(map(_split, env.schedules)),
            log_groups=groups,
            alarms=env.alarm_prefix,
        )

    @cached_property
    def dead_letters(self) -> DeadLetters:
        return DeadLetters(self.parts)

    @cached_property
    def _pool(self) -> UserPool:
        return UserPool(self.env.user_pool_id)

    @cached_property
    def _verifier(self) -> TokenVerifier:
        return TokenVerifier(issuer=self._pool.issuer, client_id=self.env.user_pool_client_id, keys=self._pool)

    @cached_property
    def _key_ring(self) -> KeyRing:
        return KeyRing(
            ApiKeyStore(self._core), pepper=lambda: self._parameters.secret(self.env.api_key_pepper_parameter)
        )

    def _caller(self, request: Request) -> Caller:
        """Whoever it is: that it is an operator is checked with the scope, so that a refusal leaves an audit entry."""
        return authenticate(
            request.headers.get("authorization"),
            address=request.address,
            verifier=self._verifier,
            logins=self.logins,
            key_ring=self._key_ring,
            now=clock.now(),
        )

    def _named_in(self, parameter: str) -> list[list[str]]:
        return [_split(each) for each in self._parameters.value(parameter).split()]

    def _cursor_key(self) -> bytes:
        return self._parameters.secret(self.env.cursor_key_parameter)


def _split(text: str) -> list[str]:
    return text.split("|")


AdminCall = Call[Services]
