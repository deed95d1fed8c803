"""/v1/images/{id}/multipart: large files in parts. /v1/images/{id}/download: the untouched bytes."""

from datetime import timedelta
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.parameters import AnImageId
from functions.api.responses import answers
from pixelflare.base import clock
from pixelflare.catalog import get_image
from pixelflare.entry.http import caller_of
from pixelflare.uploads import abort_parts, begin_parts, complete_parts, download_address, parts_progress, sign_part
from schema.library.image_resource import ImageResource
from schema.library.multipart import MultipartUpload, PartAddress, SignPart
from schema.library.uploads import DownloadAddress
from schema.limits import DOWNLOAD_URL_SECONDS

router = APIGatewayHttpRouter()
_JSON = "application/json"

_REDIRECT = {
    "description": "To the original",
    "headers": {"Location": {"description": "The address", "schema": {"type": "string"}}},
    "content": {},
}


@router.post(
    "/<image_id>/multipart",
    summary="Begin an upload in parts, or take it up again",
    description="For an image reserved with `size_bytes`, 5 MiB at least. Asked again, or from another tab, it answers the upload "
    "that is under way with the parts that have been received. The path stays reserved for a day.",
    responses=answers(HTTPStatus.OK, "The upload", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="beginMultipart",
    tags=["uploads"],
)
def begin(image_id: AnImageId) -> MultipartUpload:
    return begin_parts(caller_of(router).owner, image_id, use.multipart_services(), now=clock.now())


@router.get(
    "/<image_id>/multipart",
    summary="Show an upload in parts and what has been received",
    responses=answers(HTTPStatus.OK, "The upload", HTTPStatus.NOT_FOUND),
    operation_id="showMultipart",
    tags=["uploads"],
)
def show(image_id: AnImageId) -> MultipartUpload:
    return parts_progress(caller_of(router).owner, image_id, use.multipart_services(), now=clock.now())


@router.post(
    "/<image_id>/multipart/parts",
    summary="Get the address to send one part to",
    description="PUT the part's bytes there within an hour, with exactly the length that was signed. "
    "All parts have `part_size` bytes, but the last has what is left. A part may be sent again.",
    responses=answers(HTTPStatus.OK, "The address", HTTPStatus.NOT_FOUND),
    operation_id="signPart",
    tags=["uploads"],
)
def sign(image_id: AnImageId, request: SignPart) -> PartAddress:
    return sign_part(caller_of(router).owner, image_id, request, use.multipart_services(), now=clock.now())


@router.post(
    "/<image_id>/multipart/complete",
    summary="Put the parts together",
    description="Then read the image until its status is `ready` or `rejected`. 409 NOT_READY names the parts that are `missing`. "
    "May be repeated when the answer was lost.",
    responses=answers(HTTPStatus.ACCEPTED, "Complete, to be inspected", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="completeMultipart",
    tags=["uploads"],
)
def complete(image_id: AnImageId) -> Response[ImageResource]:
    image = complete_parts(caller_of(router).owner, image_id, use.multipart_services())
    return Response(HTTPStatus.ACCEPTED, content_type=_JSON, body=use.shown(image))


@router.delete(
    "/<image_id>/multipart",
    summary="End an upload in parts and throw its parts away",
    description="The reservation stays; 409 once the parts have been put together.",
    responses=answers(HTTPStatus.NO_CONTENT, "Ended", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="abortMultipart",
    tags=["uploads"],
)
def abort(image_id: AnImageId) -> Response[None]:
    abort_parts(caller_of(router).owner, image_id, use.multipart_services(), now=clock.now())
    return Response(HTTPStatus.NO_CONTENT)


@router.get(
    "/<image_id>/download",
    summary="Get the untouched original",
    description="A redirect to an address that holds for a minute; with `Accept: application/json` the address itself. "
    "Also for an image in the bin. 409 NOT_READY while there are no accepted bytes.",
    responses=answers(HTTPStatus.OK, "The address", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, model=DownloadAddress)
    | {302: _REDIRECT},
    operation_id="downloadImage",
    tags=["images"],
)
def download(image_id: AnImageId) -> Response[DownloadAddress | None]:
    now = clock.now()
    image = get_image(caller_of(router).owner, image_id, images=use.images())
    url = download_address(image, originals=use.originals())
    if _JSON in router.current_event.headers.get("accept", ""):
        address = DownloadAddress(url=url, expires_at=now + timedelta(seconds=DOWNLOAD_URL_SECONDS))
        return Response(HTTPStatus.OK, content_type=_JSON, body=address)
    return Response(HTTPStatus.FOUND, headers={"Location": url})
