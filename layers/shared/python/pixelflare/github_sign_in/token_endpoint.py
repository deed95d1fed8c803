"""What the user pool itself asks: tokens for a code, and who a token is of (OpenID Connect Core 1.0 §3.1.3, §5.3)."""

from http import HTTPStatus

from pixelflare.github_sign_in.answers import OidcAnswer, as_json
from pixelflare.github_sign_in.refusals import NotExchanged
from pixelflare.github_sign_in.request import OidcRequest
from pixelflare.github_sign_in.services import SignInServices
from schema.identity.github import RELYING_PARTY
from schema.limits import GITHUB_TOKEN_SECONDS

_FOR_NOBODY_ELSE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_OF_PERSONS = ("sub", "preferred_username", "name", "picture", "email", "email_verified")


def exchange_code(request: OidcRequest, services: SignInServices) -> OidcAnswer:
    """Tokens, or an error by its OAuth name. A code is used up by the first request that has the client's secret."""
    try:
        return as_json(_tokens(request, services), headers=_FOR_NOBODY_ELSE)
    except NotExchanged as refused:
        return as_json({"error": refused.code}, status=refused.status, headers=_FOR_NOBODY_ELSE)


def user_info(request: OidcRequest, services: SignInServices) -> OidcAnswer:
    """The claims about the person, or 401 (RFC 6750 §3)."""
    scheme, _, token = request.authorization.partition(" ")
    claims = None
    if scheme.lower() == "bearer" and token:
        claims = services.key().read_access_token(token.strip(), issuer=services.issuer())
    if claims is None:
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return as_json({"error": "invalid_token"}, status=HTTPStatus.UNAUTHORIZED, headers=challenge)
    told = {name: claims[name] for name in _OF_PERSONS if name in claims}
    return as_json(told, headers=_FOR_NOBODY_ELSE)


def _tokens(request: OidcRequest, services: SignInServices) -> dict[str, str | int]:
    """Raises NotExchanged."""
    form, now = request.form, services.clock()
    # Only in the form: what is announced is all that is taken.
    is_client = form.get("client_id") == RELYING_PARTY and services.is_secret(form.get("client_secret", ""))
    if request.authorization or not is_client:
        raise NotExchanged("invalid_client", status=HTTPStatus.UNAUTHORIZED)
    if form.get("grant_type") != "authorization_code":
        raise NotExchanged("unsupported_grant_type" if form.get("grant_type") else "invalid_request")
    proven = services.tickets.take_proven(form.get("code", ""), now=now)
    if proven is None or form.get("redirect_uri") != services.redirect_uri:
        raise NotExchanged("invalid_grant")
    tokens = services.key().tokens(proven, issuer=services.issuer(), now=now)
    return {**tokens, "token_type": "Bearer", "expires_in": GITHUB_TOKEN_SECONDS}
