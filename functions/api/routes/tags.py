"""/v1/tags"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.parameters import ATag, Cursor, PageSize, out_of_time
from functions.api.responses import answers
from pixelflare import catalog
from pixelflare.base import clock
from pixelflare.entry.http import caller_of
from pixelflare.entry.preconditions import expected_version, tagged
from schema.library.tags import ChangeTag, CreateTag, TagResource
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page

router = APIGatewayHttpRouter()


@router.get(
    "/",
    summary="List tags, by name, with how many images have each",
    description="A page may be shorter than `limit` and still have a next one.",
    responses=answers(HTTPStatus.OK, "A page of tags"),
    operation_id="listTags",
    tags=["tags"],
)
def list_tags(limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None) -> Page[TagResource]:
    return catalog.list_tags(
        caller_of(router).owner, tags=use.tags(), cursors=use.cursors(), limit=limit, cursor=cursor, now=clock.now()
    )


@router.post(
    "/",
    summary="Create a tag",
    description="A tag that an image is given is made by that, too.",
    responses=answers(HTTPStatus.CREATED, "Created", HTTPStatus.CONFLICT),
    operation_id="createTag",
    tags=["tags"],
)
def create_tag(request: CreateTag) -> Response[TagResource]:
    tag = catalog.create_tag(caller_of(router).owner, request, tags=use.tags(), now=clock.now())
    return tagged(tag, tag.version, status=HTTPStatus.CREATED)


@router.get(
    "/<tag>",
    summary="Show a tag",
    responses=answers(HTTPStatus.OK, "The tag", HTTPStatus.NOT_FOUND),
    operation_id="showTag",
    tags=["tags"],
)
def show_tag(tag: ATag) -> Response[TagResource]:
    found = catalog.get_tag(caller_of(router).owner, tag, tags=use.tags())
    return tagged(found, found.version)


@router.patch(
    "/<tag>",
    summary="Change a tag's colour or description",
    responses=answers(HTTPStatus.OK, "The changed tag", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="changeTag",
    tags=["tags"],
)
def change_tag(tag: ATag, request: ChangeTag) -> Response[TagResource]:
    changed = catalog.change_tag(
        caller_of(router).owner,
        tag,
        request,
        tags=use.tags(),
        expected_version=expected_version(router),
        now=clock.now(),
    )
    return tagged(changed, changed.version)


@router.delete(
    "/<tag>",
    summary="Delete a tag, and take it from all images",
    description="From live images at once, one after the other; an image in the bin has it again when it is restored. "
    "With too many images for one request: 503 with `details.images_left`; the same request again goes on.",
    responses=answers(
        HTTPStatus.NO_CONTENT,
        "Deleted",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="deleteTag",
    tags=["tags"],
)
def delete_tag(tag: ATag) -> Response[None]:
    catalog.delete_tag(
        caller_of(router).owner,
        tag,
        tags=use.tags(),
        images=use.images(),
        expected_version=expected_version(router),
        out_of_time=out_of_time(router),
        now=clock.now(),
    )
    return Response(HTTPStatus.NO_CONTENT)
