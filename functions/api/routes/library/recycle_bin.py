"""/v1/bin: the recycle bin as a whole. `GET /v1/images?deleted=true` lists what is in it."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.services import ApiCall, Services
from pixelflare import library
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers
from schema.identity.scopes import Scope
from schema.library.bin import BinResource, EmptyBin

routes: Routes[Services] = Routes("/v1/bin", tag="images")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Get the recycle bin",
    description="How many images are in it, and how long they stay. While it is being emptied, `images` are those that are left.",
    responses=answers(HTTPStatus.OK, "The bin"),
    operation_id="showBin",
)
def show_bin(call: ApiCall) -> BinResource:
    return library.show_bin(call.owner, bin_=call.services.bin, retention_days=call.services.env.bin_days)


@routes.post(
    "/empty",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("empty", "bin"),
    body=JSON_BODY,
    summary="Empty the recycle bin",
    description="Deletes everything that is in it now for ever, within minutes. `images` must be their number, as proof that "
    "you know it; 409 with the right one otherwise. Until it is its turn, an image can still be restored.",
    responses=answers(HTTPStatus.ACCEPTED, "Requested", HTTPStatus.CONFLICT, model=BinResource),
    operation_id="emptyBin",
)
def empty_bin(call: ApiCall, request: EmptyBin) -> Response[BinResource]:
    call.audit_detail(images=request.images)
    services = call.services
    found = library.empty_bin(
        call.owner, request, bin_=services.bin, retention_days=services.env.bin_days, now=call.now
    )
    return Response(HTTPStatus.ACCEPTED, content_type="application/json", body=found)
