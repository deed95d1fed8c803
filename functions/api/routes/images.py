"""/v1/images"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.responses import answers
from pixelflare.base import clock
from pixelflare.base.errors import NotReady
from pixelflare.catalog import Question, change_image, get_image, get_live_image, resource_of
from pixelflare.delivery.takedown import put_back, take_down
from pixelflare.entry.http import caller_of
from pixelflare.uploads.reserve import reserve_image
from pixelflare.variants.requests import request_variants
from schema.images import (
    ChangeImage,
    CreateImage,
    Image,
    ImageId,
    ImageResource,
    ImageStatus,
    RegenerateVariants,
    RestoreImage,
    Slug,
    Tag,
    UploadForm,
)
from schema.limits import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from schema.pages import Page

router = APIGatewayHttpRouter()
_JSON = "application/json"

AnImageId = Annotated[ImageId, Path(description="The image's id: img_ and a ULID")]
PageSize = Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="How many at most")]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before")]


@router.post(
    "/",
    summary="Reserve a path and get a form to upload with",
    description="Post the bytes to `uploadUrl` as multipart/form-data, all `fields` first and `file` last, within 15 minutes; "
    "then read the image until its status is `ready` or `rejected`.",
    responses=answers(HTTPStatus.CREATED, "Reserved", HTTPStatus.CONFLICT, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    operation_id="createImage",
    tags=["images"],
)
def create_image(request: CreateImage) -> Response[UploadForm]:
    image, ticket = reserve_image(
        caller_of(router).owner,
        request,
        images=use.images(),
        albums=use.albums(),
        uploads=use.uploads(),
        now=clock.now(),
    )
    form = UploadForm(
        image=_shown(image),
        imageId=image.image_id,
        uploadUrl=ticket.url,
        upload_url=ticket.url,
        fields=ticket.fields,
        expires_at=ticket.expires_at,
    )
    return Response(HTTPStatus.CREATED, content_type=_JSON, body=form)


@router.get(
    "/",
    summary="List images, newest first",
    description="Without `status`: what has been accepted. `deleted=true` lists the bin, last deleted first. "
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
    limit: PageSize = DEFAULT_PAGE_SIZE,
    cursor: Cursor = None,
) -> Page[ImageResource]:
    question = Question(caller_of(router).owner, album=album, tag=tag, deleted=deleted, status=status)
    page = use.listing().page(question, limit=limit, cursor=cursor)
    return Page[ImageResource](data=[_shown(image) for image in page.data], next_cursor=page.next_cursor)


@router.get(
    "/<image_id>",
    summary="Show an image, live or in the bin",
    responses=answers(HTTPStatus.OK, "The image", HTTPStatus.NOT_FOUND),
    operation_id="showImage",
    tags=["images"],
)
def show_image(image_id: AnImageId) -> ImageResource:
    return _shown(get_image(caller_of(router).owner, image_id, images=use.images()))


@router.patch(
    "/<image_id>",
    summary="Change an image's name, description, tags or visibility",
    responses=answers(HTTPStatus.OK, "The changed image", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="changeImage",
    tags=["images"],
)
def patch_image(image_id: AnImageId, request: ChangeImage) -> ImageResource:
    owner = caller_of(router).owner
    return _shown(change_image(owner, image_id, request, images=use.images(), now=clock.now()))


@router.delete(
    "/<image_id>",
    summary="Move an image to the bin",
    description="Gone from the CDN at once; it can be restored. A reservation or a rejected upload is removed for good.",
    responses=answers(HTTPStatus.NO_CONTENT, "Deleted", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="deleteImage",
    tags=["images"],
)
def delete_image(image_id: AnImageId) -> Response[None]:
    take_down(
        caller_of(router).owner,
        image_id,
        images=use.images(),
        public=use.public(),
        edge=use.edge(),
        variant_queue=use.variant_queue(),
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
def restore_image(image_id: AnImageId, request: RestoreImage | None = None) -> ImageResource:
    image = put_back(
        caller_of(router).owner,
        image_id,
        request or RestoreImage(),
        images=use.images(),
        albums=use.albums(),
        variant_queue=use.variant_queue(),
        now=clock.now(),
    )
    return _shown(image)


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
    return Response(HTTPStatus.ACCEPTED, content_type=_JSON, body=_shown(image))


def _shown(image: Image) -> ImageResource:
    return resource_of(image, public_url=use.public_url())
