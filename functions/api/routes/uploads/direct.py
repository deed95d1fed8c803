"""POST /v1/upload: a small picture in one request, for programs that can send no more than one."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.routes.uploads.reservations import BARE_BYTES
from functions.api.services import ApiCall, Services
from pixelflare.base.errors import InvalidRequest
from pixelflare.entry.http import AuditAction, BodyLimit, RateCost, Routes, answers
from pixelflare.uploads import (
    FORM,
    FormUpload,
    UploadGrant,
    is_form,
    names_in,
    put_upload,
    read_form,
    read_request,
    reserve_image,
)
from schema.identity.scopes import Scope
from schema.library.image_requests import CreateImage
from schema.library.image_resource import ImageResource
from schema.limits import MAX_DIRECT_BYTES

routes: Routes[Services] = Routes(tag="images")

_FORM_SCHEMA = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "The picture, under any name"},
        "filename": {"type": "string", "description": "In place of the file's own"},
        "album": {"type": "string"},
    },
    "required": ["file"],
}
_BODY = BARE_BYTES["requestBody"]
_BYTES_OR_FORM = {"requestBody": {**_BODY, "content": {**_BODY["content"], FORM: {"schema": _FORM_SCHEMA}}}}


@routes.post(
    "/v1/upload",
    scope=Scope.WRITE,
    cost=RateCost("upload"),
    is_braked=True,
    audit=AuditAction("upload", "image", id_field="id"),
    body=BodyLimit(MAX_DIRECT_BYTES, is_json=False),
    summary="Upload a small picture in one request",
    description="The body is the picture, or a form (`multipart/form-data`) with one file, 4 MiB at most. "
    "The answer has its addresses at once; they work when its status is `ready`, usually soon. A name that is taken gets a number.",
    responses=answers(
        HTTPStatus.CREATED,
        "Received, to be inspected",
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="uploadInOneRequest",
    openapi_extensions=_BYTES_OR_FORM,
)
def upload_in_one_request(
    call: ApiCall,
    filename: Annotated[
        str | None, Query(max_length=255, description="What the picture is called; a form may say it, too")
    ] = None,
    album: Annotated[
        str | None, Query(max_length=63, description="The owner's default album, if it is left out")
    ] = None,
) -> Response[ImageResource]:
    services, sent = call.services, _sent(call)
    if not sent.body:
        raise InvalidRequest("the body is empty; send the image's bytes")
    named = filename or sent.fields.get("filename") or sent.filename
    if not named:
        raise InvalidRequest("the picture has no filename", details={"parameter": "filename"})
    asked = {"filename": named, "album": album or sent.fields.get("album") or None, "size_bytes": len(sent.body)}
    asked |= {"on_conflict": "suffix", "content_type": sent.content_type}
    albums, tags = names_in(asked)
    image, _ = reserve_image(
        call.owner,
        read_request(CreateImage, asked, within="query"),
        claims=services.claims(since=call.now),
        albums=services.albums,
        uploads=services.uploads,
        now=call.now,
        existing=services.upload_store.existing(call.owner, albums=albums, tags=tags),
    )
    call.audit_detail(path=image.image_path.path, size_bytes=len(sent.body))
    grant = UploadGrant(call.owner, image.image_id, image.nonce)
    image = put_upload(grant, sent.body, sent.content_type, images=services.images, uploads=services.uploads)
    return Response(HTTPStatus.CREATED, content_type="application/json", body=services.shown(image))


def _sent(call: ApiCall) -> FormUpload:
    """The file of a form, or the body itself. Raises InvalidRequest."""
    body, content_type = call.request.body, call.request.headers.get("content-type")
    if content_type is not None and is_form(content_type):
        return read_form(body, content_type)
    return FormUpload(body, "", content_type, {})
