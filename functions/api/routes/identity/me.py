"""/v1/me"""

from contextlib import nullcontext
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.services import ApiCall, Services
from pixelflare import accounts
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.identity.users import ChangeUser, UserResource

Confirmation = Annotated[str, Query(min_length=1, max_length=100, description="Your owner id, or your handle")]

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


@routes.delete(
    "/",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("delete", "user"),
    body=JSON_BODY,
    is_for_closing=True,
    summary="Delete your account",
    description="In 30 days the account and all it has are removed for ever; `deletes_at` says when. Until then everything can be read, "
    "pictures are served, and nothing can be changed but by `POST /v1/me/restore`. It takes a sign-in: API keys are refused. "
    "A repetition changes nothing.",
    responses=answers(HTTPStatus.OK, "The profile, with `deletes_at`", HTTPStatus.NOT_FOUND),
    operation_id="deleteMe",
)
def delete_me(call: ApiCall, confirm: Confirmation) -> Response[UserResource]:
    user = accounts.request_deletion(
        call.owner,
        confirm,
        username=call.caller.username,
        users=call.services.users,
        deletions=call.services.deletions,
        now=call.now,
    )
    call.services.standings.forget(call.owner)
    return tagged(accounts.user_resource(user), user.version)


@routes.post(
    "/restore",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("restore", "user"),
    body=JSON_BODY,
    is_for_closing=True,
    summary="Keep your account",
    description="Takes its deletion back. Changes are allowed again within a minute. 410 when the 30 days are over.",
    responses=answers(HTTPStatus.OK, "The profile", HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
    operation_id="restoreMe",
)
def restore_me(call: ApiCall) -> Response[UserResource]:
    user = accounts.restore_account(
        call.owner, users=call.services.users, deletions=call.services.deletions, now=call.now
    )
    call.services.standings.forget(call.owner)
    return tagged(accounts.user_resource(user), user.version)
