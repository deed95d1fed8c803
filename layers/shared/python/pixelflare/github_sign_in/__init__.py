"""Our OpenID provider for the user pool: whoever proves at GitHub who they are is signed in."""

from pixelflare.github_sign_in.answers import OidcAnswer, refusal_json, refusal_page
from pixelflare.github_sign_in.begin import begin_sign_in, callback_of, s256
from pixelflare.github_sign_in.documents import configuration, key_set
from pixelflare.github_sign_in.finish import finish_sign_in
from pixelflare.github_sign_in.github import GitHub, authorize_address, web_of
from pixelflare.github_sign_in.request import OidcRequest, oidc_request, prefers_german
from pixelflare.github_sign_in.services import SignInServices
from pixelflare.github_sign_in.tickets import SignInTickets, new_secret
from pixelflare.github_sign_in.token_endpoint import exchange_code, user_info
from pixelflare.github_sign_in.tokens import SigningKey

__all__ = [
    "GitHub",
    "OidcAnswer",
    "OidcRequest",
    "SignInServices",
    "SignInTickets",
    "SigningKey",
    "authorize_address",
    "begin_sign_in",
    "callback_of",
    "configuration",
    "exchange_code",
    "finish_sign_in",
    "key_set",
    "new_secret",
    "oidc_request",
    "prefers_german",
    "refusal_json",
    "refusal_page",
    "s256",
    "user_info",
    "web_of",
]
