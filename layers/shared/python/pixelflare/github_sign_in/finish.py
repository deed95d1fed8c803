"""The callback: who comes back from GitHub goes on to the user pool, with a code of ours."""

import hmac

from pixelflare.base.errors import InvalidRequest
from pixelflare.base.observability import logger
from pixelflare.github_sign_in.answers import OidcAnswer, back_to_pool, redirect, to_pool
from pixelflare.github_sign_in.begin import COOKIE, callback_of
from pixelflare.github_sign_in.refusals import Denied
from pixelflare.github_sign_in.request import OidcRequest
from pixelflare.github_sign_in.services import SignInServices
from pixelflare.github_sign_in.tickets import hashed
from schema.identity.github import ANYBODY, LINK_STATE, LINKING_PAGE, PATH, Person, ProvenLink, ProvenSignIn


def finish_sign_in(request: OidcRequest, services: SignInServices) -> OidcAnswer:
    """A redirect to the user pool, with a code or with what went wrong; or to the application, if a login is being linked.

    Raises InvalidRequest for a sign-in that nobody has begun in this browser, that took too long, or that has ended.
    """
    state, now = request.query.get("state", ""), services.clock()
    if state.startswith(LINK_STATE):
        return _finish_link(state, request, services)
    begun = services.tickets.take_begun(state, now=now) if state else None
    if begun is None or not hmac.compare_digest(begun.browser, hashed(request.cookies.get(COOKIE, ""))):
        raise InvalidRequest("this sign-in was begun elsewhere, took too long, or has been used; begin again")
    try:
        person = _person(request, begun.verifier, services)
    except Denied as denied:
        logger.info("sign-in with GitHub denied", code=denied.code, detail=denied.description)
        return back_to_pool(services.redirect_uri, denied, state=begun.state)
    code = services.tickets.prove(ProvenSignIn(person=person, nonce=begun.nonce), now=now)
    return to_pool(services.redirect_uri, code, state=begun.state)


def _finish_link(state: str, request: OidcRequest, services: SignInServices) -> OidcAnswer:
    """A redirect to the application. Whoever is signed in there has to be who has begun it, so a link that somebody sends does
    nothing, and no cookie is needed."""
    now, page = services.clock(), f"{services.issuer().removesuffix(PATH)}{LINKING_PAGE}"
    begun = services.tickets.take_begun_link(state, now=now)
    if begun is None:
        return redirect(f"{page}#failed=ended")
    try:
        # Also without an address nobody is linked: the user pool would refuse the first sign-in.
        person = _person(request, begun.verifier, services)
    except Denied as denied:
        logger.info("linking of a login at GitHub denied", code=denied.code, detail=denied.description)
        return redirect(f"{page}#failed={denied.reason}")
    proven = ProvenLink(owner=begun.owner, github_id=str(person.id), login=person.login)
    return redirect(f"{page}#linked={services.tickets.prove_link(proven, now=now)}")


def _person(request: OidcRequest, verifier: str, services: SignInServices) -> Person:
    """Raises Denied."""
    if refusal := request.query.get("error"):
        raise _refused_by_github(refusal)
    if not (code := request.query.get("code")):
        raise Denied("server_error", "GitHub sent neither a code nor an error")
    github = services.github()
    token = github.token(code, verifier=verifier, redirect_uri=callback_of(services.issuer()))
    person = github.person(token)
    if ANYBODY not in services.users and str(person.id) not in services.users:
        raise Denied(
            "access_denied",
            f"The GitHub user {person.login} may not sign in to this installation.",
            reason="not_allowed",
        )
    if person.email is None:  # the user pool has nobody without an address
        raise Denied(
            "access_denied",
            "Your GitHub account has no verified primary e-mail address. Verify it in GitHub's settings, and sign in again.",
            reason="no_address",
        )
    return person


def _refused_by_github(error: str) -> Denied:
    """https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors"""
    if error == "access_denied":
        return Denied("access_denied", "You did not let GitHub say who you are.", reason="said_no")
    logger.error("GitHub refuses this installation's app", error=error[:100])
    return Denied("server_error", "GitHub refuses this installation's app. Its operator has to look at its settings.")
