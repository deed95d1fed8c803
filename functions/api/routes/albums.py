"""/v1/albums"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.parameters import Cursor, PageSize
from functions.api.responses import NOT_MODIFIED, answers
from pixelflare import catalog
from pixelflare.base import clock
from pixelflare.entry.http import caller_of
from pixelflare.entry.preconditions import expected_version, tagged, unless_known
from schema.library.albums import Album, ChangeAlbum, CreateAlbum
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page
from schema.types import Slug

router = APIGatewayHttpRouter()

AnAlbum = Annotated[Slug, Path(description="The album's slug")]


@router.get(
    "/",
    summary="List albums",
    responses=answers(HTTPStatus.OK, "A page of albums, by slug"),
    operation_id="listAlbums",
    tags=["albums"],
)
def list_albums(limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None) -> Page[Album]:
    return catalog.list_albums(
        caller_of(router).owner, albums=use.albums(), cursors=use.cursors(), limit=limit, cursor=cursor, now=clock.now()
    )


@router.post(
    "/",
    summary="Create an album",
    description="Uploads also create the album they name.",
    responses=answers(HTTPStatus.CREATED, "Created", HTTPStatus.CONFLICT),
    operation_id="createAlbum",
    tags=["albums"],
)
def create_album(request: CreateAlbum) -> Response[Album]:
    album = catalog.create_album(caller_of(router).owner, request, albums=use.albums(), now=clock.now())
    return tagged(album, album.version, status=HTTPStatus.CREATED)


@router.get(
    "/<slug>",
    summary="Show an album",
    description="With If-None-Match, 304 when nothing has changed.",
    responses=answers(HTTPStatus.OK, "The album", HTTPStatus.NOT_FOUND, model=Album) | NOT_MODIFIED,
    operation_id="showAlbum",
    tags=["albums"],
)
def show_album(slug: AnAlbum) -> Response[Album | None]:
    album = catalog.get_album(caller_of(router).owner, slug, albums=use.albums(), now=clock.now())
    return unless_known(router, album, album.version)


@router.patch(
    "/<slug>",
    summary="Change an album's title or description",
    responses=answers(HTTPStatus.OK, "The changed album", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="changeAlbum",
    tags=["albums"],
)
def change_album(slug: AnAlbum, request: ChangeAlbum) -> Response[Album]:
    album = catalog.change_album(
        caller_of(router).owner,
        slug,
        request,
        albums=use.albums(),
        expected_version=expected_version(router),
        now=clock.now(),
    )
    return tagged(album, album.version)


@router.delete(
    "/<slug>",
    summary="Delete an empty album",
    description="409 ALBUM_NOT_EMPTY while images are in it: delete them, or move them, up to 100 with one bulk action.",
    responses=answers(
        HTTPStatus.NO_CONTENT, "Deleted", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED
    ),
    operation_id="deleteAlbum",
    tags=["albums"],
)
def delete_album(slug: AnAlbum) -> Response[None]:
    catalog.delete_album(
        caller_of(router).owner,
        slug,
        albums=use.albums(),
        expected_version=expected_version(router),
        now=clock.now(),
    )
    return Response(HTTPStatus.NO_CONTENT)
