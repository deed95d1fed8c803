"""/v1/albums/{slug}/members: whom an owner shows an album to by an invitation."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.services import ApiCall, Services
from pixelflare import members
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.library.members import ChangeMember, InviteMember, Member, MemberId, MemberResource
from schema.pages import Page
from schema.types import Slug

routes: Routes[Services] = Routes("/v1/albums", tag="members")

AnAlbum = Annotated[Slug, Path(description="The album's slug")]
AMember = Annotated[MemberId, Path(description="The member's id: mem_ and a ULID")]


@routes.post(
    "/<slug>/members",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("invite", "album", id_parameter="slug"),
    body=JSON_BODY,
    summary="Invite somebody to an album",
    description="By an e-mail address or a handle. The answer is the same whether somebody has it or not. Whoever signs in with "
    "that address, proven, or has that handle sees the invitation for 30 days. 409 CONFLICT if it is invited already, and "
    "LIMIT_REACHED if the album has 50 members.",
    responses=answers(HTTPStatus.CREATED, "The invitation", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="inviteMember",
)
def invite_member(call: ApiCall, slug: AnAlbum, request: InviteMember) -> Response[MemberResource]:
    member = members.invite(call.owner, slug, request, services=call.services.members, now=call.now)
    call.audit_detail(member_id=member.member_id, role=member.role.value)
    return _shown(call, member, status=HTTPStatus.CREATED)


@routes.get(
    "/<slug>/members",
    scope=Scope.READ,
    cost=READ,
    summary="List an album's members",
    description="All that were invited, the latest first, with those who have not answered. There is one page.",
    responses=answers(HTTPStatus.OK, "The members", HTTPStatus.NOT_FOUND),
    operation_id="listMembers",
)
def list_members(call: ApiCall, slug: AnAlbum) -> Page[MemberResource]:
    found = members.list_members(call.owner, slug, services=call.services.members, now=call.now)
    return Page(data=[members.member_resource(member, now=call.now) for member in found])


@routes.patch(
    "/<slug>/members/<member_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("update", "member", id_parameter="member_id"),
    body=JSON_BODY,
    summary="Change what a member may",
    description="Fields that are left out stay as they are. It takes effect at once.",
    responses=answers(
        HTTPStatus.OK, "The changed member", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED
    ),
    operation_id="changeMember",
)
def change_member(call: ApiCall, slug: AnAlbum, member_id: AMember, request: ChangeMember) -> Response[MemberResource]:
    call.audit_detail(**request.model_dump(mode="json", exclude_none=True))
    member = members.change_member(
        call.owner,
        slug,
        member_id,
        request,
        members=call.services.members.members,
        expected_version=call.expected_version,
        now=call.now,
    )
    return _shown(call, member)


@routes.delete(
    "/<slug>/members/<member_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("delete", "member", id_parameter="member_id"),
    body=JSON_BODY,
    summary="Remove a member",
    description="Takes an invitation back, or ends what it has led to: the API answers the member 404 at once. Addresses of private "
    "pictures that the member was given stay valid for an hour or two. Pictures that the member has added stay yours.",
    responses=answers(HTTPStatus.NO_CONTENT, "Removed", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="removeMember",
)
def remove_member(call: ApiCall, slug: AnAlbum, member_id: AMember) -> Response[None]:
    members.remove_member(call.owner, slug, member_id, members=call.services.members.members)
    return Response(HTTPStatus.NO_CONTENT)


def _shown(call: ApiCall, member: Member, *, status: HTTPStatus = HTTPStatus.OK) -> Response[MemberResource]:
    return tagged(members.member_resource(member, now=call.now), member.version, status=status)
