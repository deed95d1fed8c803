"""POST /v1/images: reserve one path or many. PUT /v1/upload/{id}: small files through the API itself."""

from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.callers import UPLOAD_TOKEN
from functions.api.routes.parameters import AnImageId
from functions.api.services import ApiCall, Services
from pixelflare.aws.objects import UploadTicket
from pixelflare.base.errors import InvalidRequest
from pixelflare.catalog import Existing
from pixelflare.entry.http import ANONYMOUS, JSON_BODY, AuditAction, BodyLimit, RateCost, Routes, answers
from pixelflare.uploads import (
    Reserved,
    names_in,
    put_upload,
    read_request,
    read_upload_token,
    reserve_each,
    reserve_image,
    upload_token,
)
from schema.errors import ErrorDetail
from schema.identity.scopes import Scope
from schema.library.image_requests import CreateImage
from schema.library.image_resource import ImageResource
from schema.library.images import Image
from schema.library.uploads import CreateImages, OneOrMany, Reservation, Reservations, UploadForm
from schema.limits import MAX_DIRECT_BYTES

routes: Routes[Services] = Routes(tag="images")

ONE_UPLOAD_EACH = RateCost("upload", each="images")
_JSON = "application/json"
_RESERVED = answers(
    HTTPStatus.CREATED, "Reserved", HTTPStatus.CONFLICT, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, model=UploadForm
)
_EACH_FOR_ITSELF = answers(HTTPStatus.OK, "The result for each of many", model=Reservations)
BARE_BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        # The one type for bytes that generators of clients know.
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        "description": "The picture's bytes. Their `Content-Type` may also be any `image/…`.",
    }
}


def _existing(call: ApiCall) -> Existing:
    """What the request names, however many images it reserves."""
    body = None
    with suppress(InvalidRequest):  # told when the request has been counted
        body = call.request.json
    albums, tags = names_in(body)
    return call.services.upload_store.existing(call.owner, albums=albums, tags=tags)


@routes.post(
    "/v1/images",
    scope=Scope.WRITE,
    cost=ONE_UPLOAD_EACH,
    is_braked=True,
    audit=AuditAction("create", "image", id_field="imageId"),
    body=JSON_BODY,
    summary="Reserve an image path and get its upload form",
    description="Post the bytes to `uploadUrl` as multipart/form-data, all `fields` first and `file` last, within 15 minutes; "
    "then read the image until its status is `ready` or `rejected`. Clients that cannot post a form PUT the bare bytes, "
    "4 MiB at most, to `direct_url`. From 16 MiB on, a multipart upload is better. "
    '`{"images": [...]}` reserves up to 50 at once: 200, with one result for each in the order of the request.',
    responses=_RESERVED | _EACH_FOR_ITSELF,
    operation_id="createImage",
    ahead=_existing,
)
def create_image(call: ApiCall, request: OneOrMany) -> Response[UploadForm | Reservations]:
    reserve = _Reserver(call)
    if request.is_many:
        results = list(_each(call, read_request(CreateImages, request.root, within="body"), reserve))
        call.audit_detail(asked=len(results), image_ids=[each.form.imageId for each in results if each.form])
        return Response(HTTPStatus.OK, content_type=_JSON, body=Reservations(results=results))
    one = read_request(CreateImage, request.root, within="body")
    call.audit_detail(filename=one.filename)
    image, ticket = reserve(one)
    call.audit_detail(path=image.image_path.path)
    return Response(HTTPStatus.CREATED, content_type=_JSON, body=_form(call, image, ticket))


@routes.put(
    "/v1/upload/<image_id>",
    scope=Scope.WRITE,
    cost=ANONYMOUS,
    audit=AuditAction("upload", "image", id_parameter="image_id"),
    body=BodyLimit(MAX_DIRECT_BYTES, is_json=False),
    credentials=UPLOAD_TOKEN,
    summary="Upload a small image directly",
    description="The body is the picture, 4 MiB at most. "
    "The token is the only authorization needed. It works once, and for 15 minutes.",
    responses=answers(
        HTTPStatus.CREATED,
        "Received, to be inspected",
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="uploadImage",
    openapi_extensions=BARE_BYTES,
)
def upload_image(
    call: ApiCall,
    image_id: AnImageId,
    token: Annotated[str, Query(max_length=1000, description="As it came with the reservation")],
) -> Response[ImageResource]:
    services, body = call.services, call.request.body
    grant = read_upload_token(token, image_id, key=services.upload_token_key(), now=call.now)
    call.audit_detail(size_bytes=len(body))
    content_type = call.request.headers.get("content-type")
    image = put_upload(grant, body, content_type, images=services.images, uploads=services.uploads)
    return Response(HTTPStatus.CREATED, content_type=_JSON, body=services.shown(image))


class _Reserver:
    """Reserves for one owner. What exists already is read once, however many are reserved."""

    def __init__(self, call: ApiCall) -> None:
        self._call = call
        self._existing = call.result_of(_existing)
        self._claims = call.services.claims(since=call.now)

    def __call__(self, request: CreateImage) -> tuple[Image, UploadTicket]:
        services = self._call.services
        image, ticket = reserve_image(
            self._call.owner,
            request,
            claims=self._claims,
            albums=services.albums,
            uploads=services.uploads,
            now=self._call.now,
            existing=self._existing,
        )
        self._existing = self._existing.after(image)
        return image, ticket


def _each(call: ApiCall, request: CreateImages, reserve: _Reserver) -> Iterator[Reservation]:
    for index, outcome in enumerate(reserve_each(request.images, reserve)):
        if isinstance(outcome, Reserved):
            form = _form(call, outcome.image, outcome.ticket)
            yield Reservation(index=index, status=HTTPStatus.CREATED, form=form)
        else:
            error = ErrorDetail(code=outcome.code, message=outcome.message, details=outcome.details)
            yield Reservation(index=index, status=outcome.status, error=error)


def _form(call: ApiCall, image: Image, ticket: UploadTicket) -> UploadForm:
    services = call.services
    token = upload_token(image, key=services.upload_token_key(), now=image.created_at)
    return UploadForm(
        image=services.shown(image),
        imageId=image.image_id,
        uploadUrl=ticket.url,
        upload_url=ticket.url,
        fields=ticket.fields,
        token=token,
        direct_url=f"{services.public_url()}/api/v1/upload/{image.image_id}?token={token}",
        expires_at=ticket.expires_at,
    )
