"""POST /v1/images/from-address: a picture that stands in the Internet."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.services import ApiCall, Services
from pixelflare.base.errors import InvalidRequest
from pixelflare.entry.http import JSON_BODY, AuditAction, RateCost, Routes, answers
from pixelflare.uploads import UploadGrant, name_in, names_in, put_upload, read_request, reserve_image
from schema.identity.scopes import Scope
from schema.library.image_requests import CreateImage
from schema.library.image_resource import ImageResource
from schema.library.uploads import CreateImageFrom
from schema.limits import MAX_UPLOAD_BYTES

routes: Routes[Services] = Routes(tag="images")


@routes.post(
    "/v1/images/from-address",
    scope=Scope.WRITE,
    cost=RateCost("upload"),
    is_braked=True,
    audit=AuditAction("upload", "image", id_field="id"),
    body=JSON_BODY,
    summary="Upload a picture from an address",
    description="The service fetches it: https only, from hosts in the public Internet, 50 MiB at most, within ten seconds, "
    "over at most three redirects. The bytes are inspected like those of any upload. The answer has the image's addresses at "
    "once; they work when its status is `ready`.",
    responses=answers(
        HTTPStatus.CREATED,
        "Received, to be inspected",
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.FAILED_DEPENDENCY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    operation_id="createImageFromAddress",
)
def create_image_from(call: ApiCall, request: CreateImageFrom) -> Response[ImageResource]:
    services = call.services
    call.audit_detail(address=request.address.partition("?")[0])  # a query may hold a signature, which is a secret
    wanted = request.model_dump(mode="json", exclude={"address"})
    wanted["filename"] = request.filename or name_in(request.address)
    fetched = services.outgoing.get(request.address, most_bytes=MAX_UPLOAD_BYTES)
    if not fetched.body:
        raise InvalidRequest("the address gives an empty file", details={"parameter": "address"})
    albums, tags = names_in(wanted)
    image, _ = reserve_image(
        call.owner,
        read_request(CreateImage, wanted | {"size_bytes": len(fetched.body)}, within="body"),
        claims=services.claims(since=call.now),
        albums=services.albums,
        uploads=services.uploads,
        now=call.now,
        existing=services.upload_store.existing(call.owner, albums=albums, tags=tags),
    )
    call.audit_detail(path=image.image_path.path, size_bytes=len(fetched.body))
    grant = UploadGrant(call.owner, image.image_id, image.nonce)
    image = put_upload(
        grant, fetched.body, None, images=services.images, uploads=services.uploads, max_bytes=MAX_UPLOAD_BYTES
    )
    return Response(HTTPStatus.CREATED, content_type="application/json", body=services.shown(image))
