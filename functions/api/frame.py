"""What every request of the API is held against, made on first use from the environment."""

from dataclasses import replace
from functools import cache
from urllib.parse import parse_qs

from functions.api import access
from functions.api import collaborators as use
from functions.api.limits import Limits
from pixelflare.aws.parameters import parameter
from pixelflare.aws.secrets import SharedSecret
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.entry.http import Frame, Policy
from pixelflare.entry.idempotency import Replays
from pixelflare.entry.request import Request
from pixelflare.identity import Caller
from pixelflare.rate_limits import RateLimiter
from schema.identity.scopes import Scope


@cache
def frame() -> Frame:
    env = use.env()
    ephemeral = Table(env.ephemeral_table)
    return Frame(
        authenticate=authenticate,
        proof=SharedSecret(env.origin_proof_secret),
        origins=frozenset(env.allowed_origins),
        policy=policy(Limits.of(env)),
        limiter=RateLimiter(ephemeral),
        replays=Replays(ephemeral, secret=lambda: parameter(env.idempotency_key_parameter).encode()),
        audit=use.audit_log(),
        now=clock.now,
    )


def policy(limits: Limits) -> Policy:
    return Policy(
        scope=access.scope_needed,
        charge=limits.charge,
        stranger=limits.stranger,
        largest_body=access.largest_body,
        takes_bytes=access.is_upload,
        deed=access.deed_of,
    )


def authenticate(request: Request) -> Caller | None:
    """None where nobody needs to say who they are. Raises Unauthorized, Forbidden."""
    if access.is_open(request):
        return None
    if access.is_upload(request):
        return _holder_of_upload_token(request)
    return use.authenticate_caller(request.headers.get("authorization"), address=request.address)


def _holder_of_upload_token(request: Request) -> Caller:
    (token, *_) = parse_qs(request.query).get("token", [""])
    caller = use.caller_of_upload_token(request.path, token, use.upload_token_key(), clock.now())
    return replace(caller, actor="upload", scope=Scope.WRITE)
