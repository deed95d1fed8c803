"""/v1/shared: albums of other owners, by the ids under which the caller has accepted them."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.routes.parameters import AnImageId, Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare import guests, members
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, RateCost, Routes, answers
from schema.identity.scopes import Scope
from schema.library.members import MemberId
from schema.library.shared import AddSharedImage, SharedAlbum, SharedImage, SharedUpload
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/shared", tag="shared albums")

ASharedAlbum = Annotated[MemberId, Path(description="The shared album's id: mem_ and a ULID")]
_JSON = "application/json"


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="List albums that others share with you",
    description="Those whose invitations you have accepted, the latest invitation first. There is one page.",
    responses=answers(HTTPStatus.OK, "The albums"),
    operation_id="listSharedAlbums",
)
def list_shared_albums(call: ApiCall) -> Page[SharedAlbum]:
    services = call.services
    return Page(data=members.list_shared(call.owner, services=services.members, users=services.users))


@routes.get(
    "/<shared_id>",
    scope=Scope.READ,
    cost=READ,
    summary="Get an album that somebody shares with you",
    description="404 as soon as its owner has taken it back.",
    responses=answers(HTTPStatus.OK, "The album", HTTPStatus.NOT_FOUND),
    operation_id="showSharedAlbum",
)
def show_shared_album(call: ApiCall, shared_id: ASharedAlbum) -> SharedAlbum:
    return members.shared_album(_visit(call, shared_id), users=call.services.users)


@routes.delete(
    "/<shared_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("leave", "shared_album", id_parameter="shared_id"),
    body=JSON_BODY,
    summary="Leave an album of somebody else",
    description="Pictures that you have added stay the album owner's.",
    responses=answers(HTTPStatus.NO_CONTENT, "Left", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="leaveSharedAlbum",
)
def leave_shared_album(call: ApiCall, shared_id: ASharedAlbum) -> Response[None]:
    members.leave(call.owner, shared_id, services=call.services.members, now=call.now)
    return Response(HTTPStatus.NO_CONTENT)


@routes.get(
    "/<shared_id>/images",
    scope=Scope.READ,
    cost=READ,
    summary="List the pictures of a shared album",
    description="Newest first, also private ones, whose addresses are signed for an hour or two. What is held, rejected or expired "
    "is left out: a page may be shorter than `limit` and still have a next one.",
    responses=answers(HTTPStatus.OK, "A page of pictures", HTTPStatus.NOT_FOUND),
    operation_id="listSharedImages",
)
def list_shared_images(
    call: ApiCall, shared_id: ASharedAlbum, limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None
) -> Page[SharedImage]:
    found = _visit(call, shared_id)
    return guests.page_of_images(
        found, services=call.services.pictures_of_others, limit=limit, cursor=cursor, now=call.now
    )


@routes.get(
    "/<shared_id>/images/<image_id>",
    scope=Scope.READ,
    cost=READ,
    summary="Get a picture of a shared album",
    description="A picture that you have added is shown in any state; others when there is something to see.",
    responses=answers(HTTPStatus.OK, "The picture", HTTPStatus.NOT_FOUND),
    operation_id="showSharedImage",
)
def show_shared_image(call: ApiCall, shared_id: ASharedAlbum, image_id: AnImageId) -> SharedImage:
    found, services = _visit(call, shared_id), call.services
    image = guests.find_image(found, image_id, images=services.images, now=call.now)
    return guests.shared_image(image, found.grant, services=services.pictures_of_others, now=call.now)


@routes.post(
    "/<shared_id>/images",
    scope=Scope.WRITE,
    cost=RateCost("upload"),
    audit=AuditAction("add_image", "shared_album", id_parameter="shared_id"),
    body=JSON_BODY,
    summary="Add a picture to a shared album",
    description="For contributors. Post the bytes to `upload_url` as multipart/form-data, all `fields` first and `file` last, within "
    "15 minutes; then read the picture until its status is `ready` or `rejected`. The picture is the album owner's: it counts in "
    "the owner's plan, and the owner's settings say who else sees it. 403 for viewers, 409 when the album takes no pictures.",
    responses=answers(
        HTTPStatus.CREATED,
        "Reserved",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        model=SharedUpload,
    ),
    operation_id="addSharedImage",
)
def add_shared_image(call: ApiCall, shared_id: ASharedAlbum, request: AddSharedImage) -> Response[SharedUpload]:
    services = call.services
    found = members.visit_to_add(call.owner, shared_id, services=services.members)
    grant = found.grant
    image, ticket = guests.add_image(
        found,
        request,
        claims=services.claims(since=call.now),
        albums=services.albums,
        uploads=services.uploads,
        existing=services.upload_store.existing(grant.owner, albums={grant.album}, tags=()),
        standings=services.standings,
        audit=services.audit_log,
        now=call.now,
    )
    call.audit_detail(image_id=image.image_id)
    shown = guests.shared_image(image, grant, services=services.pictures_of_others, now=call.now)
    form = SharedUpload(image=shown, upload_url=ticket.url, fields=ticket.fields, expires_at=ticket.expires_at)
    return Response(HTTPStatus.CREATED, content_type=_JSON, body=form)


@routes.delete(
    "/<shared_id>/images/<image_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("remove_image", "shared_album", id_parameter="shared_id"),
    body=JSON_BODY,
    summary="Take back a picture from a shared album",
    description="One that you have added: it moves to the bin of the album's owner. 403 for pictures of others.",
    responses=answers(
        HTTPStatus.NO_CONTENT,
        "Deleted",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="removeSharedImage",
)
def remove_shared_image(call: ApiCall, shared_id: ASharedAlbum, image_id: AnImageId) -> Response[None]:
    services = call.services
    found = members.visit_to_add(call.owner, shared_id, services=services.members)
    call.audit_detail(image_id=image_id)
    guests.take_back(
        found, image_id, images=services.images, library=services.library, audit=services.audit_log, now=call.now
    )
    return Response(HTTPStatus.NO_CONTENT)


def _visit(call: ApiCall, shared_id: str) -> members.Visit:
    return members.visit(call.owner, shared_id, services=call.services.members)
