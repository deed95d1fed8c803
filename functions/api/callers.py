"""Who calls the API, by the credentials that a route declares; and how often, by the limits that its cost names."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs

from pixelflare.base import clock
from pixelflare.entry.http import ANONYMOUS_LIMIT, BEARER, OPERATOR_TOKEN, SIGNED_IN_TOKEN, Request
from pixelflare.identity import Caller
from pixelflare.rate_limits import Limit
from schema.env.api import ApiEnv
from schema.identity.scopes import Scope

UPLOAD_TOKEN = "upload token"  # noqa: S105 - the name of a kind of credentials
"""Credentials in the query: the token that came with an image's reservation."""
NOTICE_TOKEN = "notice token"  # noqa: S105 - the name of a kind of credentials
"""Credentials in the query: the token in a notice by e-mail."""

Authenticate = Callable[[Request], Caller]


def authenticators(
    bearer: Authenticate, *, upload_token_key: Callable[[], bytes], owner_of_notice: Callable[[str], str]
) -> dict[str, Authenticate]:
    """`bearer` finds the caller of an access token or an API key, `owner_of_notice` who got the letter with the query's token."""

    def holder_of_upload_token(request: Request) -> Caller:
        from pixelflare.uploads import read_upload_token  # here, because few requests have any use for that package

        (token, *_) = parse_qs(request.query).get("token", [""])
        image_id = request.path_parameters["image_id"]
        grant = read_upload_token(token, image_id, key=upload_token_key(), now=clock.now())
        return Caller(grant.owner, Scope.WRITE, "upload")

    def holder_of_notice_token(request: Request) -> Caller:
        return Caller(owner_of_notice(request.query), Scope.WRITE, "notice")

    # That the caller is an operator, or has signed in, is checked with the scope, so that a refusal leaves an audit entry.
    return {
        BEARER: bearer,
        UPLOAD_TOKEN: holder_of_upload_token,
        NOTICE_TOKEN: holder_of_notice_token,
        OPERATOR_TOKEN: bearer,
        SIGNED_IN_TOKEN: bearer,
    }


def limits_of(env: ApiEnv) -> dict[str, Limit]:
    """By the names that routes' costs have."""
    by_hour = {"upload": env.uploads_per_hour, "read": env.reads_per_hour, "write": env.writes_per_hour}
    by_minute = {ANONYMOUS_LIMIT: env.anonymous_per_minute, "analytics": env.analytics_per_minute}
    limits = {name: Limit(name, amount) for name, amount in by_hour.items()}
    return limits | {name: Limit(name, amount, timedelta(minutes=1)) for name, amount in by_minute.items()}
