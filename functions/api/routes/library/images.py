"""/v1/images: lists and single images. Uploads and bulk actions have files of their own.

Changes import what they need themselves: most requests read, and their cold start loads nothing of it.
"""

from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.routes.parameters import AnImageId, Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare.base.errors import InvalidRequest, NotReady
from pixelflare.catalog import ImageQuery, SortOrder, get_image, get_live_image
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
from schema.identity.scopes import Scope
from schema.library.image_requests import ChangeImage, RegenerateVariants, RestoreImage
from schema.library.image_resource import ImageResource
from schema.library.images import Image, ImageStatus, Visibility
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page
from schema.types import Moment, Slug, Tag

routes: Routes[Services] = Routes("/v1/images", tag="images")


def _image(call: ApiCall) -> Image:
    """Live or in the bin. Raises NotFound."""
    return get_image(call.owner, call.request.path_parameters["image_id"], images=call.services.images)


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="List images",
    description="Newest first, by the time at which they were created. Without `status`: those that have been accepted. "
    "`deleted=true` lists the bin, last deleted first. Unlisted images are in it too: it is the owner's list. "
    "A page may be shorter than `limit` and still have a next one.",
    responses=answers(HTTPStatus.OK, "A page of images"),
    operation_id="listImages",
)
def list_images(
    call: ApiCall,
    album: Annotated[Slug | None, Query(description="Only this album")] = None,
    tag: Annotated[Tag | None, Query(description="Only with this tag")] = None,
    deleted: Annotated[bool, Query(description="The bin instead")] = False,
    status: Annotated[ImageStatus | None, Query(description="Only in this state")] = None,
    visibility: Annotated[Visibility | None, Query(description="Only with this visibility")] = None,
    since: Annotated[Moment | None, Query(alias="from", description="Created at this time or later")] = None,
    before: Annotated[Moment | None, Query(alias="to", description="Created before this time")] = None,
    order: Annotated[SortOrder, Query(description="`asc`: oldest first")] = SortOrder.DESC,
    limit: PageSize = DEFAULT_PAGE_SIZE,
    cursor: Cursor = None,
) -> Page[ImageResource]:
    if since and before and since >= before:
        raise InvalidRequest("`from` must lie before `to`")
    question = ImageQuery(call.owner, album, tag, deleted, status, visibility, since, before, order)
    page = call.services.listing.page(question, limit=limit, cursor=cursor)
    return Page[ImageResource](data=[call.services.shown(image) for image in page.data], next_cursor=page.next_cursor)


@routes.get(
    "/<image_id>",
    scope=Scope.READ,
    cost=READ,
    summary="Get an image",
    description="Live or in the bin. With If-None-Match, 304 when nothing has changed. A private image is always answered in "
    "full, because its signed addresses change with time.",
    responses=answers(HTTPStatus.OK, "The image", HTTPStatus.NOT_FOUND, model=ImageResource) | NOT_MODIFIED,
    operation_id="showImage",
    ahead=_image,
)
def show_image(call: ApiCall, image_id: AnImageId) -> Response[ImageResource | None]:
    image = call.result_of(_image)
    return unless_known(call.request, call.services.shown(image), image.version, is_all=not image.is_private)


@routes.patch(
    "/<image_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("update", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Update an image",
    description="A new `filename` or `album` moves it; the old path redirects to the new one for 30 days. "
    "503 when the previous state may still be served somewhere: the change is made, and the same request again confirms when "
    "the previous state is gone everywhere.",
    responses=answers(
        HTTPStatus.OK,
        "The changed image",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="changeImage",
)
def patch_image(call: ApiCall, image_id: AnImageId, request: ChangeImage) -> Response[ImageResource]:
    from pixelflare import library

    call.audit_detail(fields=sorted(request.model_fields_set), **_seen_by_others(request))
    image = library.change_image(
        call.owner,
        image_id,
        request,
        call.services.library,
        expected_version=call.expected_version,
        now=call.now,
    )
    if image.is_withheld:
        call.audit_detail(withheld=True)
    return _told(call, image)


@routes.delete(
    "/<image_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("delete", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Delete an image",
    description="It moves to the bin, from which it can be restored, and the CDN stops serving it at once. A reservation or a "
    "rejected upload is removed for good. `permanent=true` deletes it for ever, also from the bin: it cannot be restored, and "
    "its bytes go within minutes.",
    responses=answers(
        HTTPStatus.NO_CONTENT,
        "Deleted",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="deleteImage",
)
def delete_image(
    call: ApiCall, image_id: AnImageId, permanent: Annotated[bool, Query(description="Past the bin")] = False
) -> Response[None]:
    from pixelflare import library

    services, expected = call.services, call.expected_version
    if permanent:
        call.audit_detail(permanent=True)
        library.delete_permanently(
            call.owner, image_id, services.library, bin_=services.bin, expected_version=expected, now=call.now
        )
    else:
        library.delete_image(call.owner, image_id, services.library, expected_version=expected, now=call.now)
    return Response(HTTPStatus.NO_CONTENT)


@routes.post(
    "/<image_id>/restore",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("restore", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Restore an image from the bin",
    description="409 PATH_TAKEN when another image has its path meanwhile: give another `filename` or `album` then. "
    "Viewers see it as soon as this answers.",
    responses=answers(
        HTTPStatus.OK,
        "The restored image",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ),
    operation_id="restoreImage",
)
def restore_image(call: ApiCall, image_id: AnImageId, request: RestoreImage | None = None) -> Response[ImageResource]:
    from pixelflare import library

    image = library.restore_image(call.owner, image_id, request or RestoreImage(), call.services.library, now=call.now)
    return _told(call, image)


@routes.post(
    "/<image_id>/variants",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("regenerate", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Regenerate an image's variants",
    description="Their addresses change with it: `?v=` counts the generations.",
    responses=answers(HTTPStatus.ACCEPTED, "Queued", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="regenerateVariants",
)
def regenerate_variants(
    call: ApiCall, image_id: AnImageId, request: RegenerateVariants | None = None
) -> Response[ImageResource]:
    from pixelflare.variants import request_variants

    services = call.services
    image = get_live_image(call.owner, image_id, images=services.images)
    if not image.is_servable:
        raise NotReady(f"image {image_id} is {image.status}", details={"status": image.status})
    with services.library.allowance.spending(call.owner, now=call.now):
        image = services.images.begin_generation(image, now=call.now)
    request_variants(image, queue=services.variant_queue, variants=request.variants if request else ())
    return _told(call, image, status=HTTPStatus.ACCEPTED)


def _seen_by_others(request: ChangeImage) -> dict[str, Any]:
    """Who may see the image, where and until when, as far as the request says: the audit log keeps it."""
    return request.model_dump(
        mode="json", exclude_unset=True, include={"album", "filename", "visibility", "expires_at"}
    )


def _told(call: ApiCall, image: Image, *, status: HTTPStatus = HTTPStatus.OK) -> Response[ImageResource]:
    return tagged(call.services.shown(image), image.version, status=status)
