"""/v1/invitations: to albums of others."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.services import ApiCall, Services
from pixelflare import members
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers
from schema.identity.scopes import Scope
from schema.library.members import Invitation, MemberId
from schema.library.shared import SharedAlbum
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/invitations", tag="shared albums")

AnInvitation = Annotated[MemberId, Path(description="The invitation's id: mem_ and a ULID")]


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="List your invitations",
    description="To albums of others, by your handle or your proven e-mail address, the latest first. There is one page. An "
    "API key finds those by your handle only.",
    responses=answers(HTTPStatus.OK, "The invitations"),
    operation_id="listInvitations",
)
def list_invitations(call: ApiCall) -> Page[Invitation]:
    services = call.services
    found = members.list_invitations(
        call.owner, _addresses(call), services=services.members, users=services.users, now=call.now
    )
    return Page(data=found)


@routes.post(
    "/<invitation_id>/accept",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("accept", "invitation", id_parameter="invitation_id"),
    body=JSON_BODY,
    summary="Accept an invitation",
    description="The album is among those that are shared with you from now on, under the same id. Its owner sees that you have "
    "accepted. 409 CONFLICT if you see the album already, and LIMIT_REACHED if you have 200 albums of others.",
    responses=answers(HTTPStatus.OK, "The album", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="acceptInvitation",
)
def accept_invitation(call: ApiCall, invitation_id: AnInvitation) -> SharedAlbum:
    services = call.services
    members.accept(call.owner, _addresses(call), invitation_id, services=services.members, now=call.now)
    found = members.visit(call.owner, invitation_id, services=services.members)
    return members.shared_album(found, users=services.users)


@routes.delete(
    "/<invitation_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("decline", "invitation", id_parameter="invitation_id"),
    body=JSON_BODY,
    summary="Decline an invitation",
    description="The album's owner sees that it was declined.",
    responses=answers(HTTPStatus.NO_CONTENT, "Declined", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="declineInvitation",
)
def decline_invitation(call: ApiCall, invitation_id: AnInvitation) -> Response[None]:
    members.decline(call.owner, _addresses(call), invitation_id, services=call.services.members, now=call.now)
    return Response(HTTPStatus.NO_CONTENT)


def _addresses(call: ApiCall) -> list[str]:
    services = call.services
    return members.addresses_of(
        call.owner, username=call.caller.username, users=services.users, pool=lambda: services.pool_accounts
    )
