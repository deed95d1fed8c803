"""/v1/images/{id}/multipart: large files in parts. /v1/images/{id}/download: the untouched bytes."""

from datetime import timedelta
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.routes.parameters import AnImageId
from functions.api.services import ApiCall, Services
from pixelflare.catalog import get_image
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers
from pixelflare.uploads import abort_parts, begin_parts, complete_parts, download_address, parts_progress, sign_part
from schema.identity.scopes import Scope
from schema.library.image_resource import ImageResource
from schema.library.multipart import MultipartUpload, PartAddress, SignPart
from schema.library.uploads import DownloadAddress
from schema.limits import DOWNLOAD_URL_SECONDS

routes: Routes[Services] = Routes("/v1/images", tag="uploads")

_JSON = "application/json"
_UPLOAD = AuditAction("upload", "image", id_parameter="image_id")
_REDIRECT = {
    "description": "To the original",
    "headers": {"Location": {"description": "The address", "schema": {"type": "string"}}},
    "content": {},
}


@routes.post(
    "/<image_id>/multipart",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=_UPLOAD,
    body=JSON_BODY,
    summary="Start or resume a multipart upload",
    description="For an image reserved with `size_bytes`, 5 MiB at least. A repeated request answers the upload that is under "
    "way, with the parts received so far. The path stays reserved for a day.",
    responses=answers(HTTPStatus.OK, "The upload", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="beginMultipart",
)
def begin(call: ApiCall, image_id: AnImageId) -> MultipartUpload:
    return begin_parts(call.owner, image_id, call.services.multipart_services, now=call.now)


@routes.get(
    "/<image_id>/multipart",
    scope=Scope.READ,
    cost=READ,
    summary="Get a multipart upload and its received parts",
    description="Lists the parts that have arrived, so that an interrupted upload can go on.",
    responses=answers(HTTPStatus.OK, "The upload", HTTPStatus.NOT_FOUND),
    operation_id="showMultipart",
)
def show(call: ApiCall, image_id: AnImageId) -> MultipartUpload:
    return parts_progress(call.owner, image_id, call.services.multipart_services, now=call.now)


@routes.post(
    "/<image_id>/multipart/parts",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=_UPLOAD,
    body=JSON_BODY,
    summary="Get the upload address of one part",
    description="PUT the part's bytes there within an hour, with exactly the length that was signed. "
    "All parts have `part_size` bytes, the last one what is left. A part may be sent again.",
    responses=answers(HTTPStatus.OK, "The address", HTTPStatus.NOT_FOUND),
    operation_id="signPart",
)
def sign(call: ApiCall, image_id: AnImageId, request: SignPart) -> PartAddress:
    return sign_part(call.owner, image_id, request, call.services.multipart_services, now=call.now)


@routes.post(
    "/<image_id>/multipart/complete",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=_UPLOAD,
    body=JSON_BODY,
    summary="Complete a multipart upload",
    description="Then read the image until its status is `ready` or `rejected`. 409 NOT_READY lists the `missing` parts. "
    "May be repeated when the answer was lost.",
    responses=answers(HTTPStatus.ACCEPTED, "Complete, to be inspected", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="completeMultipart",
)
def complete(call: ApiCall, image_id: AnImageId) -> Response[ImageResource]:
    image = complete_parts(call.owner, image_id, call.services.multipart_services)
    return Response(HTTPStatus.ACCEPTED, content_type=_JSON, body=call.services.shown(image))


@routes.delete(
    "/<image_id>/multipart",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=_UPLOAD,
    body=JSON_BODY,
    summary="Abort a multipart upload and discard its parts",
    description="The reservation stays; 409 once the upload is complete.",
    responses=answers(HTTPStatus.NO_CONTENT, "Aborted", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="abortMultipart",
)
def abort(call: ApiCall, image_id: AnImageId) -> Response[None]:
    abort_parts(call.owner, image_id, call.services.multipart_services, now=call.now)
    return Response(HTTPStatus.NO_CONTENT)


@routes.get(
    "/<image_id>/download",
    scope=Scope.READ,
    cost=READ,
    summary="Download the original",
    description="A redirect to an address that is valid for a minute; with `Accept: application/json` the address itself. "
    "Also for an image in the bin. 409 NOT_READY while there are no accepted bytes.",
    responses=answers(HTTPStatus.OK, "The address", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, model=DownloadAddress)
    | {302: _REDIRECT},
    operation_id="downloadImage",
    tags=["images"],
)
def download(call: ApiCall, image_id: AnImageId) -> Response[DownloadAddress | None]:
    now = call.now
    image = get_image(call.owner, image_id, images=call.services.images)
    url = download_address(image, originals=call.services.originals)
    if _JSON in call.request.headers.get("accept", ""):
        address = DownloadAddress(url=url, expires_at=now + timedelta(seconds=DOWNLOAD_URL_SECONDS))
        return Response(HTTPStatus.OK, content_type=_JSON, body=address)
    return Response(HTTPStatus.FOUND, headers={"Location": url})
