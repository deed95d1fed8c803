"""Counts a request against its rate limit, and begins meanwhile what a request that passes waits for next."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from pixelflare.accounts import Standings
from pixelflare.base.errors import AppError, InvalidRequest
from pixelflare.brake import Brake
from pixelflare.entry.http.call import Call
from pixelflare.entry.http.idempotency import BegunRun, Replays, run_of
from pixelflare.entry.http.policies import OPERATOR_TOKEN, SIGNED_IN_TOKEN
from pixelflare.entry.http.rate_limits import RateLimits
from pixelflare.entry.http.request import Request


def count_request(
    call: Call[Any], *, limits: RateLimits, replays: Replays, standings: Standings, brake: Brake, now: datetime
) -> BegunRun | None:
    """The run of a request with an Idempotency-Key. Raises RateLimited, Unavailable; nothing of it is left then.

    Nothing is begun for a request whose refusal is certain: a flood neither reads nor writes.
    """
    request = call.request
    if not may_call(request) or limits.is_known_to_refuse(request, now=now):
        limits.count(request, request.policy.cost, now=now)
        return None
    run, ahead = None, request.policy.ahead
    with suppress(InvalidRequest):  # told when the request has been counted
        run = run_of(request)
    unknown = _whose_standing_is_unknown(request, standings, now=now)
    asks_brake = request.policy.is_braked and not brake.is_known(now=now)
    if run is None and ahead is None and unknown is None and not asks_brake:
        limits.count(request, request.policy.cost, now=now)
        return None
    with ThreadPoolExecutor(max_workers=4) as pool:
        if unknown:
            pool.submit(standings.suspension, unknown, now=now)  # remembered for the check
        if asks_brake:
            pool.submit(brake.level, now=now)  # the same
        if ahead:
            call.begun[ahead] = pool.submit(ahead, call)
        begun = BegunRun(run, pool.submit(replays.begin, run, now=now)) if run else None
        try:
            limits.count(request, request.policy.cost, now=now)
        except AppError:
            if begun:
                replays.release(begun)
            raise
    return begun


def _whose_standing_is_unknown(request: Request, standings: Standings, *, now: datetime) -> str | None:
    if request.is_read or request.caller is None or standings.is_known(request.caller.owner, now=now):
        return None
    return request.caller.owner


def may_call(request: Request) -> bool:
    """Whether the caller has the route's scope, and has signed in, or is an operator, where only such a one may call."""
    policy, caller = request.policy, request.caller
    if policy.scope is None or caller is None:
        return True
    if policy.credentials == SIGNED_IN_TOKEN:
        return caller.username is not None
    return caller.scope.covers(policy.scope) and (caller.is_operator or policy.credentials != OPERATOR_TOKEN)
