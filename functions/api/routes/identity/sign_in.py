"""/v1/sign-in"""

from http import HTTPStatus

from functions.api.services import ApiCall, Services
from pixelflare.aws.user_pool import UserPool
from pixelflare.entry.http import ANONYMOUS, Routes, answers
from schema.identity.sign_in import SignIn

routes: Routes[Services] = Routes("/v1/sign-in", tag="me")


@routes.get(
    "/",
    scope=None,
    cost=ANONYMOUS,
    summary="Find out how a browser signs in",
    description="For a public client, by authorization code with PKCE. Anybody may ask.",
    responses=answers(HTTPStatus.OK, "The endpoints of the sign-in pages, and the application's client"),
    operation_id="sign_in",
)
def sign_in(call: ApiCall) -> SignIn:
    """For a public client, by authorization code with PKCE. Anybody may ask."""
    env = call.services.env
    pages = env.sign_in_url
    return SignIn(
        issuer=UserPool(env.user_pool_id).issuer,
        client_id=env.user_pool_client_id,
        authorization_endpoint=f"{pages}/oauth2/authorize",
        token_endpoint=f"{pages}/oauth2/token",
        revocation_endpoint=f"{pages}/oauth2/revoke",
        end_session_endpoint=f"{pages}/logout",
    )
