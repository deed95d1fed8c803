"""Sign-in with GitHub: an OpenID provider for the user pool, at /auth/github."""

from collections.abc import Callable
from typing import Any

from functions.github_oidc.services import Services
from pixelflare.base.errors import AppError, NotFound
from pixelflare.entry.failures import answered
from pixelflare.entry.function import with_services
from pixelflare.entry.origin_proof import network_of, proven_viewer
from pixelflare.github_sign_in import (
    OidcAnswer,
    OidcRequest,
    SignInServices,
    begin_sign_in,
    configuration,
    exchange_code,
    finish_sign_in,
    key_set,
    oidc_request,
    prefers_german,
    refusal_json,
    refusal_page,
    user_info,
)
from schema.env.github_oidc import GithubOidcEnv
from schema.identity.github import PATH

_PAGES: dict[str, Callable[[OidcRequest, SignInServices], OidcAnswer]] = {
    "/.well-known/openid-configuration": lambda _, services: configuration(services),
    "/jwks.json": lambda _, services: key_set(services),
    "/authorize": begin_sign_in,
    "/callback": finish_sign_in,
    "/token": exchange_code,
    "/userinfo": user_info,
}
_FOR_THE_POOL = (f"{PATH}/token", f"{PATH}/userinfo")


def show(event: dict[str, Any], services: Services) -> OidcAnswer:
    network = network_of(proven_viewer(event["headers"], proof=services.proof))
    request = oidc_request(event, network=network)
    page = _PAGES.get(request.path.removeprefix(PATH))
    if page is None:
        raise NotFound("there is nothing at this address")
    return page(request, services.sign_in)


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def refuse(error: AppError) -> OidcAnswer:
        if event["rawPath"] in _FOR_THE_POOL:
            return refusal_json(error)
        return refusal_page(error, german=prefers_german(event))

    return answered(lambda: show(event, services), refuse=refuse).as_response()


lambda_handler = with_services(handle, lambda: Services(GithubOidcEnv.read()))
