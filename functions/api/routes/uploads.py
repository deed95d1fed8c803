"""POST /v1/images: reserve one path or many. PUT /v1/upload/{id}: small files through the API itself."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.parameters import AnImageId
from functions.api.responses import answers
from pixelflare.accounts import settings_of
from pixelflare.aws.objects import UploadTicket
from pixelflare.base import clock
from pixelflare.entry.http import body_of, caller_of, note
from pixelflare.uploads import (
    Reserved,
    put_upload,
    read_request,
    read_upload_token,
    reserve_each,
    reserve_image,
    upload_token,
)
from schema.errors import ErrorDetail
from schema.library.image_requests import CreateImage
from schema.library.image_resource import ImageResource
from schema.library.images import Image
from schema.library.uploads import CreateImages, OneOrMany, Reservation, Reservations, UploadForm

router = APIGatewayHttpRouter()
_JSON = "application/json"

_RESERVED = answers(
    HTTPStatus.CREATED, "Reserved", HTTPStatus.CONFLICT, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, model=UploadForm
)
_EACH_FOR_ITSELF = answers(HTTPStatus.OK, "What came of each of many", model=Reservations)
_BARE_BYTES = {
    "requestBody": {
        "required": True,
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
        "description": "The picture's bytes, under the type it was reserved with",
    }
}


@router.post(
    "/v1/images",
    summary="Reserve a path and get a form to upload with",
    description="Post the bytes to `uploadUrl` as multipart/form-data, all `fields` first and `file` last, within 15 minutes; "
    "then read the image until its status is `ready` or `rejected`. Clients that can not post a form PUT the bare bytes, "
    "4 MiB at most, to `direct_url`. From 16 MiB on, better send them in parts. "
    '`{"images": [...]}` reserves up to 50 at once: 200, with an outcome for each in the order asked.',
    responses=_RESERVED | _EACH_FOR_ITSELF,
    operation_id="createImage",
    tags=["images"],
)
def create_image(request: OneOrMany) -> Response[UploadForm | Reservations]:
    reserve = _Reserver(caller_of(router).owner)
    if request.is_many:
        results = list(_each(read_request(CreateImages, request.root, within="body"), reserve))
        note(router, asked=len(results), image_ids=[each.form.imageId for each in results if each.form])
        return Response(HTTPStatus.OK, content_type=_JSON, body=Reservations(results=results))
    one = read_request(CreateImage, request.root, within="body")
    note(router, filename=one.filename)
    image, ticket = reserve(one)
    note(router, path=image.image_path.path)
    return Response(HTTPStatus.CREATED, content_type=_JSON, body=_form(image, ticket))


@router.put(
    "/v1/upload/<image_id>",
    summary="Send a small picture's bytes",
    description="The body is the picture, 4 MiB at most, its Content-Type the one it was reserved with. "
    "The token is all the authorization that is needed; it can be used once, for 15 minutes.",
    responses=answers(
        HTTPStatus.CREATED,
        "Taken, to be inspected",
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="uploadImage",
    tags=["images"],
    openapi_extensions=_BARE_BYTES,
)
def upload_image(
    image_id: AnImageId,
    token: Annotated[str, Query(max_length=1000, description="As it came with the reservation")],
) -> Response[ImageResource]:
    grant = read_upload_token(token, image_id, key=use.upload_token_key(), now=clock.now())
    note(router, size_bytes=len(body_of(router)))
    content_type = router.current_event.headers.get("content-type")
    image = put_upload(grant, body_of(router), content_type, images=use.images(), uploads=use.uploads())
    return Response(HTTPStatus.CREATED, content_type=_JSON, body=use.shown(image))


class _Reserver:
    """Reserves for one owner, whose settings are read once however many are reserved."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._settings = settings_of(owner, users=use.users())

    def __call__(self, request: CreateImage) -> tuple[Image, UploadTicket]:
        return reserve_image(
            self._owner,
            request,
            images=use.images(),
            albums=use.albums(),
            uploads=use.uploads(),
            now=clock.now(),
            settings=self._settings,
        )


def _each(request: CreateImages, reserve: _Reserver) -> Iterator[Reservation]:
    for index, outcome in enumerate(reserve_each(request.images, reserve)):
        if isinstance(outcome, Reserved):
            form = _form(outcome.image, outcome.ticket)
            yield Reservation(index=index, status=HTTPStatus.CREATED, form=form)
        else:
            error = ErrorDetail(code=outcome.code, message=outcome.message, details=outcome.details)
            yield Reservation(index=index, status=outcome.status, error=error)


def _form(image: Image, ticket: UploadTicket) -> UploadForm:
    token = upload_token(image, key=use.upload_token_key(), now=image.created_at)
    return UploadForm(
        image=use.shown(image),
        imageId=image.image_id,
        uploadUrl=ticket.url,
        upload_url=ticket.url,
        fields=ticket.fields,
        token=token,
        direct_url=f"{use.public_url()}/api/v1/upload/{image.image_id}?token={token}",
        expires_at=ticket.expires_at,
    )
