"""/v1/vendor-keys: what checks the signatures of addresses that were signed at other vendors."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.responses import answers
from pixelflare import accounts
from pixelflare.base import clock
from pixelflare.entry.http import caller_of
from pixelflare.entry.preconditions import expected_version, tagged
from schema.identity.vendor_keys import PutVendorKey, SigningVendor, VendorKeyResource
from schema.pages import Page

router = APIGatewayHttpRouter()

AVendor = Annotated[SigningVendor, Path(description="The vendor whose addresses are signed with it")]


@router.get(
    "/",
    summary="List the keys of other vendors",
    description="Which there are, and since when; the keys themselves are shown to nobody.",
    responses=answers(HTTPStatus.OK, "One for each vendor at most"),
    operation_id="listVendorKeys",
    tags=["vendor keys"],
)
def list_vendor_keys() -> Page[VendorKeyResource]:
    return Page[VendorKeyResource](data=use.vendor_keys().all_of(caller_of(router).owner))


@router.put(
    "/<vendor>",
    summary="Leave the key that addresses at a vendor are signed with",
    description="From then on an address that was signed with it is worth a signature of ours, and one that was signed with "
    "another is refused. It takes the place of the one before; the same key once more changes nothing. imgproxy needs the "
    "salt, too. It is kept encrypted, and shown to nobody.",
    responses=answers(HTTPStatus.OK, "What is known of it", HTTPStatus.PRECONDITION_FAILED),
    operation_id="putVendorKey",
    tags=["vendor keys"],
)
def put_vendor_key(vendor: AVendor, request: PutVendorKey) -> Response[VendorKeyResource]:
    kept = accounts.put_vendor_key(
        caller_of(router).owner,
        vendor,
        request,
        keys=use.vendor_keys(),
        edge=use.edge(),
        expected_version=expected_version(router),
        now=clock.now(),
    )
    return tagged(kept, kept.version)


@router.delete(
    "/<vendor>",
    summary="Forget the key of a vendor",
    description="Addresses that were signed there are worth as much as unsigned ones then. What has been made stays.",
    responses=answers(HTTPStatus.NO_CONTENT, "Forgotten", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="deleteVendorKey",
    tags=["vendor keys"],
)
def delete_vendor_key(vendor: AVendor) -> Response[None]:
    accounts.forget_vendor_key(
        caller_of(router).owner,
        vendor,
        keys=use.vendor_keys(),
        edge=use.edge(),
        expected_version=expected_version(router),
    )
    return Response(HTTPStatus.NO_CONTENT)
