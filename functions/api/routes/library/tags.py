"""/v1/tags"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.routes.parameters import ATag, Cursor, PageSize, out_of_time
from functions.api.services import ApiCall, Services
from pixelflare import catalog
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.library.tags import ChangeTag, CreateTag, TagResource
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/tags", tag="tags")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="List tags",
    description="By name, each with its number of images. A page may be shorter than `limit` and still have a next one.",
    responses=answers(HTTPStatus.OK, "A page of tags"),
    operation_id="listTags",
)
def list_tags(call: ApiCall, limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None) -> Page[TagResource]:
    services = call.services
    return catalog.list_tags(
        call.owner, tags=services.tags, cursors=services.cursors, limit=limit, cursor=cursor, now=call.now
    )


@routes.post(
    "/",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("create", "tag", id_field="tag"),
    body=JSON_BODY,
    summary="Create a tag",
    description="Giving an image a tag also creates the tag.",
    responses=answers(HTTPStatus.CREATED, "Created", HTTPStatus.CONFLICT),
    operation_id="createTag",
)
def create_tag(call: ApiCall, request: CreateTag) -> Response[TagResource]:
    tag = catalog.create_tag(call.owner, request, tags=call.services.tags, now=call.now)
    return tagged(tag, tag.version, status=HTTPStatus.CREATED)


@routes.get(
    "/<tag>",
    scope=Scope.READ,
    cost=READ,
    summary="Get a tag",
    description="Its colour and description, and how many images have it.",
    responses=answers(HTTPStatus.OK, "The tag", HTTPStatus.NOT_FOUND),
    operation_id="showTag",
)
def show_tag(call: ApiCall, tag: ATag) -> Response[TagResource]:
    found = catalog.get_tag(call.owner, tag, tags=call.services.tags)
    return tagged(found, found.version)


@routes.patch(
    "/<tag>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("update", "tag", id_parameter="tag"),
    body=JSON_BODY,
    summary="Update a tag's colour or description",
    description="Fields that are left out stay as they are; null clears the colour.",
    responses=answers(HTTPStatus.OK, "The changed tag", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="changeTag",
)
def change_tag(call: ApiCall, tag: ATag, request: ChangeTag) -> Response[TagResource]:
    changed = catalog.change_tag(
        call.owner, tag, request, tags=call.services.tags, expected_version=call.expected_version, now=call.now
    )
    return tagged(changed, changed.version)


@routes.delete(
    "/<tag>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("delete", "tag", id_parameter="tag"),
    body=JSON_BODY,
    summary="Delete a tag and remove it from all images",
    description="Live images lose it at once, one after the other. An image in the bin has it again when it is restored. "
    "With too many images for one request: 503 with `details.images_left`; repeat the request to continue.",
    responses=answers(
        HTTPStatus.NO_CONTENT,
        "Deleted",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="deleteTag",
)
def delete_tag(call: ApiCall, tag: ATag) -> Response[None]:
    catalog.delete_tag(
        call.owner,
        tag,
        tags=call.services.tags,
        images=call.services.images,
        expected_version=call.expected_version,
        out_of_time=out_of_time(call),
        now=call.now,
    )
    return Response(HTTPStatus.NO_CONTENT)
