"""/v1/me"""

from contextlib import nullcontext
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.services import ApiCall, Services
from pixelflare import accounts
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.identity.users import ChangeUser, UserResource

routes: Routes[Services] = Routes("/v1/me", tag="me")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Get your profile",
    description="The first request of a login creates its user.",
    responses=answers(HTTPStatus.OK, "The profile", HTTPStatus.NOT_FOUND),
    operation_id="showMe",
)
def show_me(call: ApiCall) -> Response[UserResource]:
    user = accounts.get_user(call.owner, users=call.services.users)
    return tagged(accounts.user_resource(user), user.version)


@routes.patch(
    "/",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("update", "user"),
    body=JSON_BODY,
    summary="Update your profile",
    description="Only the fields in the request change; null clears one. A handle that you give up stays reserved for you for 90 days. "
    "A public profile is at `/u/{handle}`: it shows the public pictures of the albums that you name.",
    responses=answers(
        HTTPStatus.OK,
        "The changed profile",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
    ),
    operation_id="changeMe",
)
def change_me(call: ApiCall, request: ChangeUser) -> Response[UserResource]:
    allowance, is_about_handle = call.services.library.allowance, "handle" in request.model_fields_set
    is_about_profile = accounts.changes_profile(request)
    if is_about_profile:
        call.audit_detail(**request.model_dump(exclude_unset=True, include={"public_profile", "profile_albums"}))
    with allowance.spending(call.owner, now=call.now) if is_about_handle or is_about_profile else nullcontext():
        user = accounts.change_user(
            call.owner,
            request,
            users=call.services.users,
            edge=call.services.edge,
            expected_version=call.expected_version,
            now=call.now,
        )
    if is_about_handle and not is_about_profile and not (user.handle or user.released_handle):
        allowance.give_back(call.owner, now=call.now)  # there was none, and there is none
    return tagged(accounts.user_resource(user), user.version)
