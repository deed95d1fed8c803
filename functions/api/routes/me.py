"""/v1/me"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.responses import answers
from pixelflare import accounts
from pixelflare.base import clock
from pixelflare.entry.http import caller_of
from pixelflare.entry.preconditions import expected_version, tagged
from schema.identity.users import ChangeUser, UserResource

router = APIGatewayHttpRouter()


@router.get(
    "/",
    summary="Show the caller's profile",
    responses=answers(HTTPStatus.OK, "The profile", HTTPStatus.NOT_FOUND),
    operation_id="showMe",
    tags=["me"],
)
def show_me() -> Response[UserResource]:
    user = accounts.get_user(caller_of(router).owner, users=use.users())
    return tagged(accounts.user_resource(user), user.version)


@router.patch(
    "/",
    summary="Change the caller's profile",
    description="Only what is given changes; null clears it. A handle that is given up or changed is free for others at once.",
    responses=answers(
        HTTPStatus.OK,
        "The changed profile",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
    ),
    operation_id="changeMe",
    tags=["me"],
)
def change_me(request: ChangeUser) -> Response[UserResource]:
    user = accounts.change_user(
        caller_of(router).owner,
        request,
        users=use.users(),
        edge=use.edge(),
        expected_version=expected_version(router),
        now=clock.now(),
    )
    return tagged(accounts.user_resource(user), user.version)
