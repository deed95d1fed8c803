"""POST /v1/upload: a small picture in one request, for programs that can send no more than one."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.routes.uploads.reservations import BARE_BYTES
from functions.api.services import ApiCall, Services
from pixelflare.base.errors import InvalidRequest
from pixelflare.entry.http import AuditAction, BodyLimit, RateCost, Routes, answers
from pixelflare.uploads import UploadGrant, names_in, put_upload, read_request, reserve_image
from schema.identity.scopes import Scope
from schema.library.image_requests import CreateImage
from schema.library.image_resource import ImageResource
from schema.limits import MAX_DIRECT_BYTES

routes: Routes[Services] = Routes(tag="images")


@routes.post(
    "/v1/upload",
    scope=Scope.WRITE,
    cost=RateCost("upload"),
    audit=AuditAction("upload", "image", id_field="id"),
    body=BodyLimit(MAX_DIRECT_BYTES, is_json=False),
    summary="Upload a small picture in one request",
    description="The body is the picture, 4 MiB at most. The answer has its addresses at once; they work when its status is "
    "`ready`, usually within seconds. A name that is taken gets a number.",
    responses=answers(
        HTTPStatus.CREATED,
        "Received, to be inspected",
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="uploadInOneRequest",
    openapi_extensions=BARE_BYTES,
)
def upload_in_one_request(
    call: ApiCall,
    filename: Annotated[str, Query(max_length=255, description="What the picture is called")],
    album: Annotated[
        str | None, Query(max_length=63, description="The owner's default album, if it is left out")
    ] = None,
) -> Response[ImageResource]:
    services, body = call.services, call.request.body
    if not body:
        raise InvalidRequest("the body is empty; send the image's bytes")
    asked = {"filename": filename, "album": album, "on_conflict": "suffix", "size_bytes": len(body) or None}
    content_type = call.request.headers.get("content-type")
    albums, tags = names_in(asked)
    image, _ = reserve_image(
        call.owner,
        read_request(CreateImage, asked | {"content_type": content_type}, within="query"),
        claims=services.claims(since=call.now),
        albums=services.albums,
        uploads=services.uploads,
        now=call.now,
        existing=services.upload_store.existing(call.owner, albums=albums, tags=tags),
    )
    call.audit_detail(path=image.image_path.path, size_bytes=len(body))
    grant = UploadGrant(call.owner, image.image_id, image.nonce)
    image = put_upload(grant, body, content_type, images=services.images, uploads=services.uploads)
    return Response(HTTPStatus.CREATED, content_type="application/json", body=services.shown(image))
