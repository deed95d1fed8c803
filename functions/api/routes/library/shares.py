"""/v1/albums/{slug}/shares and /v1/shares: links that show an album to whoever has them."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from functions.api.services import ApiCall, Services
from pixelflare import sharing
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.library.shares import ChangeShare, CreateShare, Share, ShareId, ShareResource
from schema.pages import Page
from schema.types import Slug

routes: Routes[Services] = Routes(tag="shares")

AnAlbum = Annotated[Slug, Path(description="The album's slug")]
AShare = Annotated[ShareId, Path(description="The shared album's id: shr_ and a ULID")]


@routes.post(
    "/v1/albums/<slug>/shares",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("share", "album", id_parameter="slug"),
    body=JSON_BODY,
    summary="Share an album",
    description="Makes a link that shows the album's pictures, also private ones, to whoever has it: on a page that needs no "
    "JavaScript. 409 LIMIT_REACHED if you have 100 shared albums.",
    responses=answers(HTTPStatus.CREATED, "The link", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="shareAlbum",
)
def share_album(call: ApiCall, slug: AnAlbum, request: CreateShare) -> Response[ShareResource]:
    share = sharing.create_share(call.owner, slug, request, services=call.services.sharing, now=call.now)
    call.audit_detail(share_id=share.share_id, has_password=share.password_hash is not None, max_views=share.max_views)
    return _shown(call, share, status=HTTPStatus.CREATED)


@routes.get(
    "/v1/shares",
    scope=Scope.READ,
    cost=READ,
    summary="List shared albums",
    description="All of your links, newest first, with those that have expired: how often and when each was opened last. "
    "There is one page.",
    responses=answers(HTTPStatus.OK, "The shared albums"),
    operation_id="listShares",
)
def list_shares(
    call: ApiCall, album: Annotated[Slug | None, Query(description="Only those of this album")] = None
) -> Page[ShareResource]:
    services = call.services
    found = sharing.list_shares(call.owner, shares=services.sharing.shares, album=album)
    return Page(data=[_resource(call, share) for share in found])


@routes.get(
    "/v1/shares/<share_id>",
    scope=Scope.READ,
    cost=READ,
    summary="Get a shared album",
    responses=answers(HTTPStatus.OK, "The link", HTTPStatus.NOT_FOUND),
    operation_id="showShare",
)
def show_share(call: ApiCall, share_id: AShare) -> Response[ShareResource]:
    return _shown(call, sharing.get_share(call.owner, share_id, shares=call.services.sharing.shares))


@routes.patch(
    "/v1/shares/<share_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("update", "share", id_parameter="share_id"),
    body=JSON_BODY,
    summary="Update a shared album",
    description="Fields that are left out stay as they are. The link stays the same. A new password is asked of everybody anew.",
    responses=answers(
        HTTPStatus.OK, "The changed link", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED
    ),
    operation_id="changeShare",
)
def change_share(call: ApiCall, share_id: AShare, request: ChangeShare) -> Response[ShareResource]:
    services = call.services
    call.audit_detail(changed=sorted(request.model_fields_set))
    with services.library.allowance.spending(call.owner, now=call.now):
        share = sharing.change_share(
            call.owner,
            share_id,
            request,
            services=services.sharing,
            expected_version=call.expected_version,
            now=call.now,
        )
    return _shown(call, share)


@routes.delete(
    "/v1/shares/<share_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("delete", "share", id_parameter="share_id"),
    body=JSON_BODY,
    summary="Revoke a shared album",
    description="The link leads nowhere from now on. Addresses of private pictures that viewers were given stay valid for an "
    "hour or two.",
    responses=answers(HTTPStatus.NO_CONTENT, "Revoked", HTTPStatus.NOT_FOUND),
    operation_id="revokeShare",
)
def revoke_share(call: ApiCall, share_id: AShare) -> Response[None]:
    services = call.services
    with services.library.allowance.spending(call.owner, now=call.now):
        sharing.revoke_share(call.owner, share_id, services=services.sharing)
    return Response(HTTPStatus.NO_CONTENT)


def _shown(call: ApiCall, share: Share, *, status: HTTPStatus = HTTPStatus.OK) -> Response[ShareResource]:
    return tagged(_resource(call, share), share.version, status=status)


def _resource(call: ApiCall, share: Share) -> ShareResource:
    services = call.services
    return sharing.share_resource(share, services=services.sharing, public_url=services.public_url(), now=call.now)
