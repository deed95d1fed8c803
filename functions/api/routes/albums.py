"""/v1/albums"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.responses import answers
from pixelflare import catalog
from pixelflare.base import clock
from pixelflare.entry.http import caller_of
from schema.albums import Album, ChangeAlbum, CreateAlbum
from schema.images import Slug
from schema.pages import Page

router = APIGatewayHttpRouter()

AnAlbum = Annotated[Slug, Path(description="The album's slug")]


@router.get(
    "/",
    summary="List albums",
    responses=answers(HTTPStatus.OK, "All albums, by slug"),
    operation_id="listAlbums",
    tags=["albums"],
)
def list_albums() -> Page[Album]:
    found = catalog.list_albums(caller_of(router).owner, albums=use.albums(), now=clock.now())
    return Page[Album](data=found)


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
    return Response(HTTPStatus.CREATED, content_type="application/json", body=album)


@router.get(
    "/<slug>",
    summary="Show an album",
    responses=answers(HTTPStatus.OK, "The album", HTTPStatus.NOT_FOUND),
    operation_id="showAlbum",
    tags=["albums"],
)
def show_album(slug: AnAlbum) -> Album:
    return catalog.get_album(caller_of(router).owner, slug, albums=use.albums(), now=clock.now())


@router.patch(
    "/<slug>",
    summary="Change an album's title or description",
    responses=answers(HTTPStatus.OK, "The changed album", HTTPStatus.NOT_FOUND),
    operation_id="changeAlbum",
    tags=["albums"],
)
def change_album(slug: AnAlbum, request: ChangeAlbum) -> Album:
    return catalog.change_album(caller_of(router).owner, slug, request, albums=use.albums(), now=clock.now())


@router.delete(
    "/<slug>",
    summary="Delete an empty album",
    responses=answers(HTTPStatus.NO_CONTENT, "Deleted", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="deleteAlbum",
    tags=["albums"],
)
def delete_album(slug: AnAlbum) -> Response[None]:
    catalog.delete_album(caller_of(router).owner, slug, albums=use.albums(), now=clock.now())
    return Response(HTTPStatus.NO_CONTENT)
