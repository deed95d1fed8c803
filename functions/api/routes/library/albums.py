"""/v1/albums"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.routes.parameters import Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare import catalog
from pixelflare.entry.http import (
    JSON_BODY,
    NOT_MODIFIED,
    READ,
    WRITE,
    AuditAction,
    Routes,
    answers,
    tagged,
    unless_known,
)
from pixelflare.members import forget_members_of
from pixelflare.sharing import forget_shares_of
from schema.identity.scopes import Scope
from schema.library.albums import Album, ChangeAlbum, CreateAlbum
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page
from schema.types import Slug

routes: Routes[Services] = Routes("/v1/albums", tag="albums")

AnAlbum = Annotated[Slug, Path(description="The album's slug")]


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="List albums",
    description="All of your albums, page by page, in the order of their slugs.",
    responses=answers(HTTPStatus.OK, "A page of albums, by slug"),
    operation_id="listAlbums",
)
def list_albums(call: ApiCall, limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None) -> Page[Album]:
    services = call.services
    return catalog.list_albums(
        call.owner, albums=services.albums, cursors=services.cursors, limit=limit, cursor=cursor, now=call.now
    )


@routes.post(
    "/",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("create", "album", id_field="slug"),
    body=JSON_BODY,
    summary="Create an album",
    description="Uploads also create the album they name.",
    responses=answers(HTTPStatus.CREATED, "Created", HTTPStatus.CONFLICT),
    operation_id="createAlbum",
)
def create_album(call: ApiCall, request: CreateAlbum) -> Response[Album]:
    album = catalog.create_album(call.owner, request, albums=call.services.albums, now=call.now)
    return tagged(album, album.version, status=HTTPStatus.CREATED)


@routes.get(
    "/<slug>",
    scope=Scope.READ,
    cost=READ,
    summary="Get an album",
    description="With If-None-Match, 304 when nothing has changed.",
    responses=answers(HTTPStatus.OK, "The album", HTTPStatus.NOT_FOUND, model=Album) | NOT_MODIFIED,
    operation_id="showAlbum",
)
def show_album(call: ApiCall, slug: AnAlbum) -> Response[Album | None]:
    album = catalog.get_album(call.owner, slug, albums=call.services.albums, now=call.now)
    return unless_known(call.request, album, album.version)


@routes.patch(
    "/<slug>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("update", "album", id_parameter="slug"),
    body=JSON_BODY,
    summary="Update an album",
    description="Fields that are left out stay as they are. 404 also if you have no image of the `cover`'s id. To set "
    "`hold_until_moderated` to false, a key needs `admin`.",
    responses=answers(HTTPStatus.OK, "The changed album", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="changeAlbum",
)
def change_album(call: ApiCall, slug: AnAlbum, request: ChangeAlbum) -> Response[Album]:
    call.audit_detail(**request.model_dump(exclude_unset=True, include={"hold_until_moderated"}))
    if request.cover:
        catalog.get_live_image(call.owner, request.cover, images=call.services.images)
    album = catalog.change_album(
        call.owner,
        slug,
        request,
        albums=call.services.albums,
        expected_version=call.expected_version,
        may_release=_may_release(call),
        now=call.now,
    )
    return tagged(album, album.version)


@routes.delete(
    "/<slug>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("delete", "album", id_parameter="slug"),
    body=JSON_BODY,
    summary="Delete an empty album",
    description="409 ALBUM_NOT_EMPTY while it contains images: delete or move them first, up to 100 with one bulk action. "
    "Its links are revoked, and nobody is its member any more. To delete an album with `hold_until_moderated`, a key needs `admin`.",
    responses=answers(
        HTTPStatus.NO_CONTENT, "Deleted", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED
    ),
    operation_id="deleteAlbum",
)
def delete_album(call: ApiCall, slug: AnAlbum) -> Response[None]:
    catalog.delete_album(
        call.owner,
        slug,
        albums=call.services.albums,
        expected_version=call.expected_version,
        may_release=_may_release(call),
        now=call.now,
    )
    forget_shares_of(call.owner, slug, services=call.services.sharing)
    forget_members_of(call.owner, slug, members=call.services.members.members)
    return Response(HTTPStatus.NO_CONTENT)


def _may_release(call: ApiCall) -> bool:
    """Whether the caller may let pictures be public without a verdict."""
    return call.caller.scope.covers(Scope.ADMIN)
