"""/v1/images: lists and single images. Uploads and bulk actions have files of their own."""

from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.parameters import AnImageId, ATag, Cursor, PageSize
from functions.api.responses import NOT_MODIFIED, answers
from pixelflare import library
from pixelflare.base import clock
from pixelflare.base.errors import InvalidRequest, NotReady
from pixelflare.catalog import ImageQuery, SortOrder, get_image, get_live_image, tag_image
from pixelflare.entry.http import caller_of, note
from pixelflare.entry.preconditions import expected_version, tagged, unless_known
from pixelflare.variants import request_variants
from schema.library.image_requests import ChangeImage, RegenerateVariants, RestoreImage
from schema.library.image_resource import ImageResource
from schema.library.images import Image, ImageStatus, Visibility
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page
from schema.types import Moment, Slug, Tag

router = APIGatewayHttpRouter()


@router.get(
    "/",
    summary="List images, newest first",
    description="Without `status`: what has been accepted. `deleted=true` lists the bin, last deleted first. "
    "The times are those at which images were made. Public or unlisted makes no difference here: it is the owner's list. "
    "A page may be shorter than `limit` and still have a next one.",
    responses=answers(HTTPStatus.OK, "A page of images"),
    operation_id="listImages",
    tags=["images"],
)
def list_images(
    album: Annotated[Slug | None, Query(description="Only this album")] = None,
    tag: Annotated[Tag | None, Query(description="Only with this tag")] = None,
    deleted: Annotated[bool, Query(description="The bin instead")] = False,
    status: Annotated[ImageStatus | None, Query(description="Only in this state")] = None,
    visibility: Annotated[Visibility | None, Query(description="Only what is seen like this")] = None,
    since: Annotated[Moment | None, Query(alias="from", description="Made at this time or later")] = None,
    before: Annotated[Moment | None, Query(alias="to", description="Made before this time")] = None,
    order: Annotated[SortOrder, Query(description="`asc`: oldest first")] = SortOrder.DESC,
    limit: PageSize = DEFAULT_PAGE_SIZE,
    cursor: Cursor = None,
) -> Page[ImageResource]:
    if since and before and since >= before:
        raise InvalidRequest("`from` must lie before `to`")
    owner = caller_of(router).owner
    question = ImageQuery(owner, album, tag, deleted, status, visibility, since, before, order)
    page = use.listing().page(question, limit=limit, cursor=cursor)
    return Page[ImageResource](data=[use.shown(image) for image in page.data], next_cursor=page.next_cursor)


@router.get(
    "/<image_id>",
    summary="Show an image, live or in the bin",
    description="With If-None-Match, 304 when nothing has changed; a private image is always shown whole, as its "
    "addresses change with time.",
    responses=answers(HTTPStatus.OK, "The image", HTTPStatus.NOT_FOUND, model=ImageResource) | NOT_MODIFIED,
    operation_id="showImage",
    tags=["images"],
)
def show_image(image_id: AnImageId) -> Response[ImageResource | None]:
    image = get_image(caller_of(router).owner, image_id, images=use.images())
    return unless_known(router, use.shown(image), image.version, is_all=not image.is_private)


@router.patch(
    "/<image_id>",
    summary="Change an image's name, place, description, tags or visibility",
    description="A new `filename` or `album` moves it; the old path leads to the new one for 30 days. "
    "503 when somebody is still being served what the image was before: the change is made, and the same request again "
    "says when nobody gets that any more.",
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
    tags=["images"],
)
def patch_image(image_id: AnImageId, request: ChangeImage) -> Response[ImageResource]:
    note(router, fields=sorted(request.model_fields_set), **_seen_by_others(request))
    image = library.change_image(
        caller_of(router).owner,
        image_id,
        request,
        use.library(),
        expected_version=expected_version(router),
        now=clock.now(),
    )
    return _told(image)


@router.delete(
    "/<image_id>",
    summary="Move an image to the bin",
    description="Gone from the CDN at once; it can be restored. A reservation or a rejected upload is removed for good.",
    responses=answers(
        HTTPStatus.NO_CONTENT,
        "Deleted",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="deleteImage",
    tags=["images"],
)
def delete_image(image_id: AnImageId) -> Response[None]:
    library.delete_image(
        caller_of(router).owner,
        image_id,
        use.library(),
        expected_version=expected_version(router),
        now=clock.now(),
    )
    return Response(HTTPStatus.NO_CONTENT)


@router.post(
    "/<image_id>/restore",
    summary="Take an image out of the bin",
    description="409 PATH_TAKEN when another image holds its path meanwhile; say another `filename` or `album` then. "
    "An edge that was asked for it while it was in the bin may answer 404 for five seconds more.",
    responses=answers(
        HTTPStatus.OK,
        "The restored image",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ),
    operation_id="restoreImage",
    tags=["images"],
)
def restore_image(image_id: AnImageId, request: RestoreImage | None = None) -> Response[ImageResource]:
    owner = caller_of(router).owner
    return _told(library.restore_image(owner, image_id, request or RestoreImage(), use.library(), now=clock.now()))


@router.post(
    "/<image_id>/variants",
    summary="Make an image's variants anew",
    description="Their addresses change with it: `?v=` counts the generations.",
    responses=answers(HTTPStatus.ACCEPTED, "Queued", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="regenerateVariants",
    tags=["images"],
)
def regenerate_variants(image_id: AnImageId, request: RegenerateVariants | None = None) -> Response[ImageResource]:
    image = get_live_image(caller_of(router).owner, image_id, images=use.images())
    if not image.is_servable:
        raise NotReady(f"image {image_id} is {image.status}", details={"status": image.status})
    image = use.images().begin_generation(image)
    request_variants(image, queue=use.variant_queue(), variants=request.variants if request else ())
    return _told(image, status=HTTPStatus.ACCEPTED)


@router.put(
    "/<image_id>/tags/<tag>",
    summary="Give an image a tag",
    description="May be repeated. The tag is made if there is none. 409 LIMIT_REACHED when the image has 30 already.",
    responses=answers(
        HTTPStatus.OK, "The image", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED
    ),
    operation_id="tagImage",
    tags=["tags"],
)
def put_tag(image_id: AnImageId, tag: ATag) -> Response[ImageResource]:
    return _told(_with_tags(image_id, add=frozenset({tag})))


@router.delete(
    "/<image_id>/tags/<tag>",
    summary="Take a tag from an image",
    description="May be repeated.",
    responses=answers(
        HTTPStatus.OK, "The image", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED
    ),
    operation_id="untagImage",
    tags=["tags"],
)
def delete_tag(image_id: AnImageId, tag: ATag) -> Response[ImageResource]:
    return _told(_with_tags(image_id, remove=frozenset({tag})))


def _seen_by_others(request: ChangeImage) -> dict[str, Any]:
    """Who may see the image, where and until when, as far as the request says: the audit log keeps it."""
    return request.model_dump(
        mode="json", exclude_unset=True, include={"album", "filename", "visibility", "expires_at"}
    )


def _with_tags(image_id: str, **change: frozenset[str]) -> Image:
    return tag_image(
        caller_of(router).owner,
        image_id,
        **change,
        images=use.images(),
        expected_version=expected_version(router),
        now=clock.now(),
    )


def _told(image: Image, *, status: HTTPStatus = HTTPStatus.OK) -> Response[ImageResource]:
    return tagged(use.shown(image), image.version, status=status)
