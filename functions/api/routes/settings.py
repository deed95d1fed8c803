"""/v1/settings"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.responses import answers
from pixelflare import accounts
from pixelflare.base import clock
from pixelflare.entry.http import caller_of
from pixelflare.entry.preconditions import expected_version, tagged
from schema.identity.users import PutSettings, SettingsResource

router = APIGatewayHttpRouter()


@router.get(
    "/",
    summary="Show the caller's settings",
    responses=answers(HTTPStatus.OK, "The settings", HTTPStatus.NOT_FOUND),
    operation_id="showSettings",
    tags=["settings"],
)
def show_settings() -> Response[SettingsResource]:
    user = accounts.get_user(caller_of(router).owner, users=use.users())
    return tagged(accounts.settings_resource(user), user.settings_version)


@router.put(
    "/",
    summary="Replace the caller's settings",
    description="What is left out is the default again. Uploads follow them where a request says nothing.",
    responses=answers(HTTPStatus.OK, "The settings now", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="putSettings",
    tags=["settings"],
)
def put_settings(request: PutSettings) -> Response[SettingsResource]:
    user = accounts.put_settings(
        caller_of(router).owner,
        request,
        users=use.users(),
        expected_version=expected_version(router),
        now=clock.now(),
    )
    return tagged(accounts.settings_resource(user), user.settings_version)
