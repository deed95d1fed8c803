"""The authorization endpoint: from the user pool's page on to GitHub's (OpenID Connect Core 1.0 §3.1.2)."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from pixelflare.base.errors import InvalidRequest
from pixelflare.github_sign_in.answers import OidcAnswer, back_to_pool, redirect
from pixelflare.github_sign_in.refusals import Denied
from pixelflare.github_sign_in.request import OidcRequest
from pixelflare.github_sign_in.services import SignInServices
from pixelflare.github_sign_in.tickets import hashed, new_secret
from pixelflare.rate_limits import Limit
from schema.identity.github import PATH, RELYING_PARTY, BegunSignIn
from schema.limits import GITHUB_SIGN_IN_MINUTES, GITHUB_SIGN_INS_PER_MINUTE

COOKIE = "github-sign-in"
_LIMIT = Limit("GitHub sign-in", GITHUB_SIGN_INS_PER_MINUTE, timedelta(minutes=1))


def begin_sign_in(request: OidcRequest, services: SignInServices) -> OidcAnswer:
    """A redirect to GitHub, or back to the user pool with what is wrong.

    Raises InvalidRequest for a client or an address that is not the user pool's: nobody is sent anywhere then. And
    RateLimited.
    """
    wanted, now = request.query, services.clock()
    if wanted.get("client_id") != RELYING_PARTY or wanted.get("redirect_uri") != services.redirect_uri:
        raise InvalidRequest("only this installation's user pool may ask who somebody is at GitHub")
    services.limiter.spend(_LIMIT, request.network, now=now)
    try:
        _check(wanted)
    except Denied as denied:
        return back_to_pool(services.redirect_uri, denied, state=wanted.get("state"))
    browser, verifier = new_secret(), new_secret()
    begun = BegunSignIn(state=wanted["state"], nonce=wanted.get("nonce"), verifier=verifier, browser=hashed(browser))
    state = services.tickets.begin(begun, now=now)
    address = services.github().authorize_address(
        state=state, challenge=s256(verifier), redirect_uri=callback_of(services.issuer())
    )
    return redirect(address, cookies=(_cookie(browser, services.issuer()),))


def callback_of(issuer: str) -> str:
    """Where GitHub sends people back to: the callback address of the app at GitHub."""
    return f"{issuer}/callback"


def s256(verifier: str) -> str:
    """The challenge of a verifier (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _check(wanted: Mapping[str, str]) -> None:
    """Raises Denied."""
    if "request" in wanted or "request_uri" in wanted:
        raise Denied("request_not_supported", "parameters must be in the query")
    if wanted.get("response_type") != "code":
        raise Denied("unsupported_response_type", "response_type must be code")
    if "openid" not in wanted.get("scope", "").split():
        raise Denied("invalid_scope", "scope must contain openid")
    if not wanted.get("state"):
        raise Denied("invalid_request", "state is required")


def _cookie(browser: str, issuer: str) -> str:
    """Only the browser that begins a sign-in can finish it: nobody is signed in by a link that somebody sends."""
    secure = "; Secure" if urlsplit(issuer).scheme == "https" else ""
    seconds = GITHUB_SIGN_IN_MINUTES * 60
    return f"{COOKIE}={browser}; Path={PATH}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
