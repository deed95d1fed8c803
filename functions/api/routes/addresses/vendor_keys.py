"""/v1/vendor-keys: keys that check signatures which other vendors' addresses carry."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.services import ApiCall, Services
from pixelflare import accounts
from pixelflare.base.errors import NotFound
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.identity.vendor_keys import PutVendorKey, SigningVendor, VendorKeyResource
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/vendor-keys", tag="vendor keys")

AVendor = Annotated[SigningVendor, Path(description="The vendor whose addresses are signed with it")]


@routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    summary="List vendor keys",
    description="Which vendors have a key, and since when. The keys themselves are never shown.",
    responses=answers(HTTPStatus.OK, "At most one for each vendor"),
    operation_id="listVendorKeys",
)
def list_vendor_keys(call: ApiCall) -> Page[VendorKeyResource]:
    return Page[VendorKeyResource](data=call.services.vendor_keys.all_of(call.owner))


@routes.put(
    "/<vendor>",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("update", "vendor_key", id_parameter="vendor"),
    body=JSON_BODY,
    summary="Store a vendor's signing key",
    description="From then on an address signed with this key counts like one signed here, and one signed with another key is "
    "refused. It replaces the previous key; storing the same key again changes nothing. imgproxy also needs the salt. The key "
    "is stored encrypted and never shown.",
    responses=answers(HTTPStatus.OK, "The key's metadata", HTTPStatus.PRECONDITION_FAILED),
    operation_id="putVendorKey",
)
def put_vendor_key(call: ApiCall, vendor: AVendor, request: PutVendorKey) -> Response[VendorKeyResource]:
    with call.services.library.allowance.spending(call.owner, now=call.now):
        kept = accounts.put_vendor_key(
            call.owner,
            vendor,
            request,
            keys=call.services.vendor_keys,
            edge=call.services.edge,
            expected_version=call.expected_version,
            now=call.now,
        )
    return tagged(kept, kept.version)


@routes.delete(
    "/<vendor>",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("delete", "vendor_key", id_parameter="vendor"),
    body=JSON_BODY,
    summary="Delete a vendor's signing key",
    description="Addresses signed at that vendor then count as unsigned. Stored variants stay.",
    responses=answers(HTTPStatus.NO_CONTENT, "Deleted", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="deleteVendorKey",
)
def delete_vendor_key(call: ApiCall, vendor: AVendor) -> Response[None]:
    with call.services.library.allowance.spending(call.owner, told=(NotFound,), now=call.now):
        accounts.forget_vendor_key(
            call.owner,
            vendor,
            keys=call.services.vendor_keys,
            edge=call.services.edge,
            expected_version=call.expected_version,
        )
    return Response(HTTPStatus.NO_CONTENT)
